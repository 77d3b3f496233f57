/**
 * An installed package. What upstream calls the version and what the distribution adds to it are kept apart.
 */
export interface Package {
  name: string;
  /** `1.22.1` of Debian's `1:1.22.1-9+deb12u11`. */
  version: string;
  /** `9+deb12u11`; null where there is none. */
  revision: string | null;
  /** 1 of the above; mostly 0. */
  epoch: number;
  architecture: string | null;
}
