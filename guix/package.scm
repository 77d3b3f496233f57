;;; For those who hack on Sheepdog, from the root of a checkout:
;;;
;;;   npm ci && npm run release
;;;   guix build -L guix -f guix/package.scm      the package, from the checkout
;;;   guix shell -L guix -D -f guix/package.scm   a shell with what it is built and tested with

(use-modules (guix gexp)
             (ice-9 ftw)
             (srfi srfi-1)
             (sheepdog packages))

(define %checkout
  (dirname (dirname (canonicalize-path (current-filename)))))

(define %tarball
  (or (find (lambda (name)
              (and (string-prefix? "sheepdog-" name)
                   (string-suffix? ".tgz" name)))
            (scandir %checkout))
      (error "no tarball in the checkout; make it: npm ci && npm run release")))

(sheepdog-of (local-file (string-append %checkout "/" %tarball)))
