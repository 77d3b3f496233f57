;;; Sheepdog as a package: from its release tarball, which holds what was
;;; built and the sources of SQLite's addon, or from a tarball of one's own.

(define-module (sheepdog packages)
  #:use-module (guix build-system node)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:use-module (guix utils)
  #:use-module (gnu packages backup)
  #:use-module (gnu packages databases)
  #:use-module (gnu packages guile)
  #:use-module (gnu packages python)
  #:use-module (sheepdog release)
  #:export (sheepdog
            sheepdog-of))

(define sheepdog
  (package
    (name "sheepdog")
    (version %release-version)
    (source
     (origin
       (method url-fetch)
       (uri (string-append %release-page "/sheepdog-" version ".tgz"))
       (sha256 (base32 %release-base32))))
    (build-system node-build-system)
    (arguments
     (list
      #:modules '((guix build node-build-system)
                  (guix build utils))
      #:phases
      #~(modify-phases %standard-phases
          ;; All that is needed is in the tarball, and npm is not asked:
          ;; 'npm install' and 'npm prune' want the network even with
          ;; --offline, and 'npm rebuild' says it compiled what it skipped.
          (delete 'patch-dependencies)
          (delete 'configure)
          (delete 'avoid-node-gyp-rebuild)
          (delete 'repack)
          (replace 'build
            (lambda* (#:key inputs native-inputs #:allow-other-keys)
              (let* ((all (append inputs (or native-inputs '())))
                     (node (search-input-file all "/bin/node"))
                     (node-gyp (search-input-file
                                all
                                "/lib/node_modules/npm/node_modules/\
node-gyp/bin/node-gyp.js")))
                (setenv "CC" #$(cc-for-target)) ;there is no 'cc' in Guix
                (setenv "CXX" #$(cxx-for-target))
                (with-directory-excursion "node_modules/better-sqlite3"
                  (invoke node node-gyp "rebuild" "--release"
                          (string-append "--nodedir="
                                         (dirname (dirname node))))))))
          ;; Of SQLite's sources and the objects, only the addon is kept.
          (add-before 'install 'delete-build-residue
            (lambda _
              (with-directory-excursion "node_modules/better-sqlite3"
                (copy-file "build/Release/better_sqlite3.node"
                           "better_sqlite3.node")
                (for-each delete-file-recursively '("build" "deps" "src"))
                (mkdir-p "build/Release")
                (rename-file "better_sqlite3.node"
                             "build/Release/better_sqlite3.node"))))
          (replace 'install
            (lambda* (#:key outputs #:allow-other-keys)
              (let* ((out (assoc-ref outputs "out"))
                     (home (string-append out "/lib/node_modules/sheepdog"))
                     (bin (string-append out "/bin"))
                     (share (string-append out "/share")))
                (copy-recursively "." home)
                (mkdir-p bin)
                (for-each
                 (lambda (program)
                   (let ((file (string-append home "/dist/" program ".cjs")))
                     (chmod file #o755)
                     (symlink file (string-append bin "/" program))))
                 '("sheepdog" "sheepdog-daemon" "sheepdog-queue-daemon"))
                (for-each
                 (lambda (page)
                   (install-file
                    page
                    (string-append share "/man/man"
                                   (string-take-right page 1))))
                 (find-files "man" "\\.[1-8]$"))
                (for-each
                 (lambda (shell)
                   (let ((file (string-append out (cdr shell))))
                     (mkdir-p (dirname file))
                     (copy-file (string-append "completions/" (car shell))
                                file)))
                 '(("sheepdog.bash" . "/etc/bash_completion.d/sheepdog")
                   ("sheepdog.zsh" . "/share/zsh/site-functions/_sheepdog")
                   ("sheepdog.fish"
                    . "/share/fish/vendor_completions.d/sheepdog.fish")))
                (with-directory-excursion home
                  (for-each delete-file-recursively '("man" "completions"))))))
          ;; What is installed is what is tried.
          (delete 'check)
          (add-after 'install 'check-installation
            (lambda* (#:key outputs (tests? #t) #:allow-other-keys)
              (when tests?
                (let* ((out (assoc-ref outputs "out"))
                       (home (string-append out
                                            "/lib/node_modules/sheepdog"))
                       (sheepdog (string-append out "/bin/sheepdog")))
                  (setenv "HOME" (getcwd))
                  (invoke sheepdog "--version")
                  (for-each (lambda (herd)
                              (invoke sheepdog "check" "-c" herd))
                            (filter (lambda (file)
                                      (string=? (dirname file)
                                                (string-append home
                                                               "/examples")))
                                    (find-files (string-append home
                                                               "/examples")
                                                "\\.scm$")))
                  (apply invoke sheepdog "plugin" "test"
                         (append
                          (find-files (string-append home "/plugins")
                                      "\\.scm$")
                          (find-files (string-append home
                                                     "/examples/plugins")
                                      "\\.scm$"))))))))))
    (native-inputs (list python))          ;node-gyp is written in it
    (home-page %release-page)
    (synopsis "Monitor for a herd of machines, configured in Scheme")
    (description
     "Sheepdog watches machines and the jobs that run on them.  It tells a
person when something is really wrong, once, and once more when it is well
again.  What it knows is a set of relations, and any question about the
machines is a few lines of miniKanren at a Scheme prompt.  A plugin is one
file of Scheme; so is the configuration.")
    (license license:gpl3+)))

(define (sheepdog-of tarball)
  "Return the package built from TARBALL, a file-like that 'npm run release'
made, with what the tests of a checkout need besides."
  (package
    (inherit sheepdog)
    (source tarball)
    (native-inputs
     (modify-inputs (package-native-inputs sheepdog)
       (append borg guile-3.0 redis)))))
