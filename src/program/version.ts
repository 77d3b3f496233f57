declare const SHEEPDOG_VERSION: string;

/** The version of this program, from package.json by way of the build. */
export const VERSION = SHEEPDOG_VERSION;
