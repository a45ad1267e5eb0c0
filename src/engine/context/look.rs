//! One match, with what is known of it before any question is asked.

use super::actor::{Actor, actor};
use super::chain::{Chain, walk};
use super::cues::CueBook;
use super::frame::Frame;
use super::person::Person;
use super::scene::Scene;
use crate::rules::Agent;
use crate::span::Range;

/// One match with what is known of it before any question is asked.
pub(crate) struct Look<'n> {
    pub(crate) scene: &'n Scene<'n>,
    pub(crate) cues: &'n CueBook,
    pub(crate) frame: &'n Frame,
    pub(crate) found: Range,
    pub(crate) chain: Chain,
    /// Whose act the rule is about.
    pub(crate) agent: Agent,
    /// Words without evidence of their own: weaker signs suffice to tell their sense.
    pub(crate) mention: bool,
}

impl<'n> Look<'n> {
    pub(crate) fn new(
        scene: &'n Scene<'n>,
        cues: &'n CueBook,
        frame: &'n Frame,
        found: Range,
        agent: Agent,
        mention: bool,
    ) -> Self {
        let chain = walk(scene, cues, found);
        Self { scene, cues, frame, found, chain, agent, mention }
    }

    /// Whether the rule is about somebody else's acts.
    pub(crate) fn is_other(&self, actor: Actor) -> bool {
        match actor.person {
            _ if self.agent == Agent::Any => false,
            Person::Staff => self.agent != Agent::Staff,
            Person::User | Person::Kin => self.agent != Agent::User,
            Person::ThirdParty => true,
        }
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> Actor {
        actor(self.scene, self.cues, self.frame, self.found, &self.chain)
    }
}
