//! What the context stage decided, in the words of staff.

use crate::engine::context::{Basis, Person};

pub(super) const fn person(person: Person) -> &'static str {
    match person {
        Person::Staff => "職員",
        Person::User => "利用者",
        Person::ThirdParty => "利用者でも職員でもない人",
        Person::Kin => "利用者の家族など",
    }
}

pub(super) const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Quote => "発言の話し手、または発言の中の主語から",
        Basis::Order => "命令・依頼の言い方から",
        Basis::Cleft => "「〜のは」の後の語から",
        Basis::Named => "文中の人と助詞から",
        Basis::Described => "述語がかかる人から",
        Basis::Consultation => "相談で聞いた話から",
        Basis::Predicate => "職員がする行為の語から",
        Basis::Default => "主語の記載がないため、利用者と読みます",
    }
}
