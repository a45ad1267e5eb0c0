//! Which address is answered by what, behind which guards; and the description of it all.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, License, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::app::Shared;
use super::problem::{Kind, Problem};
use super::{explain, guard, log, page, status, tag, upload};

/// Everything that the server answers.
pub(super) fn router(app: &Shared) -> Router {
    let (routes, api) = described().split_for_parts();
    let api = Arc::new(api);
    let mut all = routes
        .route("/openapi.json", get(move || async move { Json(Arc::unwrap_or_clone(api)) }))
        .merge(page::routes())
        .fallback(|| async {
            Problem::new(Kind::NotFound, "その宛先はありません。", "宛先の一覧は /docs にあります。")
        })
        .method_not_allowed_fallback(|| async {
            let cure = "この宛先で使える方法は Allow ヘッダーと /docs にあります。";
            Problem::new(Kind::MethodNotAllowed, "この宛先では使えない方法です。", cure)
        })
        .layer(from_fn_with_state(Arc::clone(app), guard::turn));
    if !app.settings.origins.is_empty() {
        all = all.layer(cors(&app.settings.origins));
    }
    all = all
        .layer(from_fn_with_state(Arc::clone(app), guard::place))
        .layer(CatchPanicLayer::custom(log::PanicAnswer));
    for (name, value) in page::HEADERS {
        all = all.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    all.layer(from_fn_with_state(Arc::clone(app), log::request)).with_state(Arc::clone(app))
}

/// The API with its description, so that neither can be changed without the other.
fn described() -> OpenApiRouter<Shared> {
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("サーバーが --token-file 付きで起動されたときだけ要ります"))
        .build();
    let mut components = Components::new();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    let mut info = Info::new("fuda", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "記録が、カスタマーハラスメント対策方針のどの類型に該当しうるかを、根拠とともに示します。結果は候補であり、判断は人が行います。\n\n\
         Suggests which categories of a customer-harassment policy a note may fall under, with the evidence. \
         A suggestion is never a verdict: a person decides."
            .to_owned(),
    );
    info.license = Some(License::new(env!("CARGO_PKG_LICENSE")));
    let api: OpenApi = OpenApiBuilder::new().info(info).components(Some(components)).build();
    OpenApiRouter::with_openapi(api)
        .routes(routes!(tag::tag))
        .routes(routes!(upload::upload))
        .routes(routes!(explain::explain))
        .routes(routes!(status::policies))
        .routes(routes!(status::health))
        .routes(routes!(status::metrics))
}

/// Pages of the origins that were allowed may call the API, also from the network to this machine.
fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION])
        .expose_headers([header::CONTENT_DISPOSITION, HeaderName::from_static("retry-after")])
        .allow_private_network(true)
}
