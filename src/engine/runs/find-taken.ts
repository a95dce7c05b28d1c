// Why nothing can be exported to a folder, for commands that ask before they begin.
export { findTaken } from '../../files/new-folder'
