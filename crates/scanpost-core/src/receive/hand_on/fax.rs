//! A fax is handed on to where an administrator wants it (RFC 3965 §2).

use std::path::Path;

use super::documents::{Documents, Wanted, take_out};
use super::folder::ready;
use super::{Errand, forward, printing};
use crate::fault::{Code, Fault};
use crate::site::receiving::{Destination, folder};

/// Takes the documents out of the mail and hands them on; says where they are.
pub(super) async fn hand_on(errand: &Errand<'_>) -> Result<String, Fault> {
    let root = errand.tools.settings.fax_folder.as_deref();
    let root = root.ok_or_else(|| Fault::from(Code::FaxFolderUnwritable))?;
    if let Some(became) = forward::under_way(errand, root).await? {
        // Whatever is chosen now: it has gone already.
        return became;
    }
    match &errand.site.receiving.fax.to {
        Destination::Folder { path } => put(errand, root, path.as_deref()).await,
        Destination::Printer { uri } => print(errand, root, uri.as_str()).await,
        Destination::Mail { to } => forward::hand_on(errand, root, to).await,
    }
}

/// Into a folder, as files that are named after the arrival.
async fn put(errand: &Errand<'_>, root: &Path, path: Option<&str>) -> Result<String, Fault> {
    // It was checked when it was set; the root may have been another one then.
    let Some(folder) = folder(root, path) else {
        let fault = Fault::new(Code::FaxFolderUnwritable);
        return Err(path.map_or(fault.clone(), |path| fault.fact("folder", path)));
    };
    let names = documents(errand, root, &folder, |documents| documents.files.keep()).await?;
    // As one looks for it, without the machine's paths.
    let below = folder.strip_prefix(root).unwrap_or(Path::new(""));
    let names = names.iter().map(|name| below.join(name).display().to_string());
    Ok(names.collect::<Vec<_>>().join(", "))
}

/// Onto a printer; `folder` holds what passes.
async fn print(errand: &Errand<'_>, folder: &Path, uri: &str) -> Result<String, Fault> {
    let target = printing::target(errand, uri).await?;
    let standing = target.standing.clone();
    let then = move |documents| printing::papers(documents, &standing);
    let papers = documents(errand, folder, folder, then).await?;
    printing::print(errand, folder, &target, papers).await
}

/// Takes the documents out into `folder`, below the root, and does this with them.
pub(super) async fn documents<T: Send + 'static>(
    errand: &Errand<'_>,
    root: &Path,
    folder: &Path,
    then: impl FnOnce(Documents) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let (root, folder, id) = (root.to_owned(), folder.to_owned(), errand.arrival.id);
    let work = move |mut mail| {
        ready(&root, &folder)?;
        then(take_out(&folder, id, &mut mail, Wanted::FAX)?)
    };
    errand.off_thread(work).await
}
