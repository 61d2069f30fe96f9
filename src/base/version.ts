/** Version of Reef, as links, files and the command line tell it. A test holds it to package.json. */
export const TOOL_VERSION = '0.1.0';
