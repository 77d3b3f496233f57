;;; The last release, as 'npm run release' prints it.  Only this file changes
;;; with a release; it is not part of the tarball.

(define-module (sheepdog release)
  #:export (%release-version
            %release-page
            %release-base32))

(define %release-version "0.1.0")

;; Where the tarballs are.
(define %release-page "https://sheepdog.example.org/releases")

;; Of sheepdog-VERSION.tgz, as 'guix hash' prints it.
(define %release-base32
  "0000000000000000000000000000000000000000000000000000")
