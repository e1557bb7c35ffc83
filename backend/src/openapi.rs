//! The description of the API: what the handlers say of themselves, and the refusals, which follow from what a
//! call takes.

use protocol::Code;
use protocol::code::Problem;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::error::PROBLEM_JSON;

/// The description before any call is in it.
pub fn head() -> OpenApi {
    let info = InfoBuilder::new().title("Picopress").version(env!("CARGO_PKG_VERSION"));
    let info = info.description(Some("Accounts, devices, licences and the count of conversions."));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = ComponentsBuilder::new()
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .schema(Problem::name(), Problem::schema())
        .schema(protocol::api::Device::name(), protocol::api::Device::schema());
    OpenApiBuilder::new().info(info.build()).components(Some(components.build())).build()
}

/// The description with the refusals of every call.
pub fn complete(mut api: OpenApi) -> OpenApi {
    for (path, item) in &mut api.paths.paths {
        let has_variable = path.contains('{');
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().filter_map(Option::as_mut) {
            add_refusals(operation, path, has_variable);
        }
    }
    api
}

fn add_refusals(operation: &mut Operation, path: &str, has_variable: bool) {
    for code in refusals(operation, path, has_variable) {
        let status = code.status().to_string();
        let name = code.name();
        match operation.responses.responses.get_mut(&status) {
            Some(RefOr::T(response)) => response.description = format!("{}, {name}", response.description),
            Some(RefOr::Ref(_)) => {}
            None => {
                let content =
                    ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
                let response =
                    ResponseBuilder::new().description(name).content(PROBLEM_JSON, content).build();
                operation.responses.responses.insert(status, RefOr::T(response));
            }
        }
    }
}

/// The codes with which a call may refuse.
fn refusals(operation: &Operation, path: &str, has_variable: bool) -> Vec<Code> {
    let mut codes = vec![Code::RateLimited, Code::Internal, Code::TimedOut, Code::Unavailable];
    if operation.request_body.is_some() {
        codes.extend([
            Code::MalformedBody,
            Code::TooLarge,
            Code::UnsupportedMediaType,
            Code::ValidationFailed,
        ]);
    }
    if operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty()) {
        codes.push(Code::ValidationFailed);
    }
    if operation.security.is_some() {
        codes.extend([Code::Unauthenticated, Code::TokenExpired, Code::SessionRevoked, Code::DeviceRemoved]);
    }
    if has_variable {
        codes.push(Code::NotFound);
    }
    codes.extend_from_slice(own_refusals(path));
    codes.sort_by_key(|code| (code.status(), code.name()));
    codes.dedup();
    codes
}

/// What only this call refuses.
fn own_refusals(path: &str) -> &'static [Code] {
    match path {
        "/v1/auth/register" => &[Code::WeakPassword],
        "/v1/auth/login" => &[
            Code::InvalidCredentials,
            Code::ClientTooOld,
            Code::DeviceLimit,
            Code::ReleaseLimit,
            Code::NotFound,
        ],
        "/v1/auth/refresh" => {
            &[Code::InvalidRefreshToken, Code::SessionRevoked, Code::DeviceRemoved, Code::Conflict]
        }
        "/v1/auth/logout" => &[Code::InvalidRefreshToken],
        "/v1/auth/password-reset/confirm" => &[Code::WeakPassword, Code::InvalidLink],
        "/v1/auth/verify-email" => &[Code::InvalidLink],
        "/v1/me" | "/v1/me/password" => &[Code::InvalidCredentials, Code::WeakPassword],
        "/v1/devices/{id}" => &[Code::ReleaseLimit],
        "/v1/subscription/status" | "/v1/usage" => &[Code::LicenceSuspended],
        "/metrics" => &[Code::NotFound],
        _ => &[],
    }
}
