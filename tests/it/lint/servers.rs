//! What the manifests say of type changes, put to real servers.
