;; guile read.scm FILE ...: reads each file with Guile's own reader, and the gexps in it, and says what is wrong with its
;; forms as far as can be seen without Guix's modules: a module that is not the one its file name says, a name that is
;; exported and not defined.
(use-modules (ice-9 match) (srfi srfi-1))

(define (read-gexp name)
  (lambda (char port) (list name (read port))))

(read-hash-extend #\~ (read-gexp 'gexp))
(define (read-escape name spliced)
  (lambda (char port)
    (if (eqv? (peek-char port) #\@)
        (begin (read-char port) (list spliced (read port)))
        (list name (read port)))))
(read-hash-extend #\$ (read-escape 'ungexp 'ungexp-splicing))
(read-hash-extend #\+ (read-escape 'ungexp-native 'ungexp-native-splicing))

(define (forms file)
  (call-with-input-file file
    (lambda (port)
      (let loop ((found '()))
        (let ((form (read port)))
          (if (eof-object? form) (reverse found) (loop (cons form found))))))))

(define (defined form)
  (match form
    (((or 'define 'define*) ((name . _) . _) . _) (list name))
    (((or 'define 'define*) (name . _) . _) (list name))
    (('define name . _) (list name))
    ((('define-configuration/no-serialization) name . _) (list name))
    (('define-configuration/no-serialization name . _)
     (list name
           (symbol-append name '?)
           (symbol-append name '-fields)))
    (_ '())))

(define (complaints file)
  (let ((forms (forms file)))
    (match forms
      ((('define-module name . options) . body)
       (let ((exported (match (memq #:export options) ((_ names . _) names) (#f '())))
             (known (append-map defined body))
             (wanted (string-append "guix/" (string-join (map symbol->string name) "/") ".scm")))
         (append
          (if (string-suffix? wanted file) '() (list (format #f "~a is not ~a" file wanted)))
          (map (lambda (name) (format #f "~a exports ~a and does not define it" file name))
               (remove (lambda (name) (memq name known)) exported)))))
      (_ '()))))

(let ((found (append-map complaints (cdr (command-line)))))
  (for-each (lambda (text) (display text) (newline)) found)
  (exit (if (null? found) 0 1)))
