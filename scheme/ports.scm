;;; Ports: the current ones, and the procedures that use them where no port is given.

(define current-input-port (make-parameter (%standard-input)))
(define current-output-port (make-parameter (%standard-output)))
(define current-error-port (make-parameter (%standard-error)))

(define-syntax %define-reader
  (syntax-rules ()
    ((_ (name primitive) doc) (define* (name #:optional (port (current-input-port))) doc (primitive port)))))

(%define-reader (read %read) "The next datum from the port; it is not evaluated.")
(%define-reader (read-char %read-char) "The next character from the port.")
(%define-reader (peek-char %peek-char) "The next character from the port, which stays there.")
(%define-reader (char-ready? %char-ready?) "Would read-char return at once?")
(%define-reader (read-u8 %read-u8) "The next byte from the port.")
(%define-reader (peek-u8 %peek-u8) "The next byte from the port, which stays there.")
(%define-reader (u8-ready? %u8-ready?) "Would read-u8 return at once?")

(define* (read-line #:optional (port (current-input-port)) (delimiter 'trim))
  "The next line from the port, without its newline."
  (%read-line port))

(define* (read-string count #:optional (port (current-input-port)))
  "The next count characters from the port, or as many as there are. Guile's order, port first, works too."
  (if (port? count)
      (let ((all (%read-all count))) (if (eof-object? all) "" all))
      (%read-string count port)))

(define* (read-bytevector count #:optional (port (current-input-port)))
  "The next count bytes from the port, or as many as there are."
  (%read-bytevector count port))

(define* (read-bytevector! bytes #:optional (port (current-input-port)) (start 0) (end (bytevector-length bytes)))
  "Reads bytes into the bytevector; returns how many."
  (%read-bytevector! bytes port start end))

(define (get-string-all port) "All that is left in the port." (%read-all port))
(define (get-line port) "The next line from the port." (%read-line port))
(define (get-char port) "The next character from the port." (%read-char port))
(define (lookahead-char port) "The next character from the port, which stays there." (%peek-char port))
(define (get-string-n port count) "The next count characters from the port." (%read-string count port))
(define (put-string port s . range) "Writes the string to the port." (apply %write-string s port range))
(define (put-char port c) "Writes the character to the port." (%write-char c port))

(define-syntax %define-writer
  (syntax-rules ()
    ((_ (name primitive) doc) (define* (name x #:optional (port (current-output-port))) doc (primitive x port)))))

(%define-writer (write %write) "Writes x so that it can be read again.")
(%define-writer (display %display) "Writes x for people to read: strings and characters as they are.")
(%define-writer (write-shared %write-shared) "Writes x, with labels for all that is shared.")
(%define-writer (write-simple %write-simple) "Writes x, with no labels.")
(%define-writer (write-char %write-char) "Writes the character.")
(%define-writer (write-u8 %write-u8) "Writes the byte.")

(define* (write-string s #:optional (port (current-output-port)) . range)
  "Writes the string, or its part from start to end."
  (apply %write-string s port range))

(define* (write-bytevector bytes #:optional (port (current-output-port)) . range)
  "Writes the bytes, or those from start to end."
  (apply %write-bytevector bytes port range))

(define* (write-line x #:optional (port (current-output-port)))
  "Displays x, and ends the line."
  (%display x port)
  (%write-string "\n" port))

(define* (newline #:optional (port (current-output-port)))
  "Ends the line."
  (%write-string "\n" port))

(define* (flush-output-port #:optional (port (current-output-port)))
  "Sends on what the port has kept back."
  (%flush port))

(define force-output flush-output-port)

(define* (pretty-print x #:optional (port (current-output-port)) #:key width)
  "Writes x, and ends the line."
  (%write x port)
  (%write-string "\n" port))

(define* (object->string x #:optional (printer write))
  "The text that the printer (write) gives for x."
  (if (eq? printer write)
      (%object-text x #f)
      (if (eq? printer display)
          (%object-text x #t)
          (call-with-output-string (lambda (port) (printer x port))))))

;;; String ports.

(define (call-with-output-string procedure)
  "What the procedure writes to the port it is given, as a string."
  (let ((port (open-output-string)))
    (procedure port)
    (get-output-string port)))

(define (with-output-to-string thunk)
  "What thunk writes to the current output port, as a string."
  (let ((port (open-output-string)))
    (parameterize ((current-output-port port)) (thunk))
    (get-output-string port)))

(define (with-error-to-string thunk)
  "What thunk writes to the current error port, as a string."
  (let ((port (open-output-string)))
    (parameterize ((current-error-port port)) (thunk))
    (get-output-string port)))

(define (call-with-input-string s procedure)
  "Calls the procedure with a port from which the string is read."
  (procedure (open-input-string s)))

(define (with-input-from-string s thunk)
  "Calls thunk, which reads the string from the current input port."
  (parameterize ((current-input-port (open-input-string s))) (thunk)))

(define-syntax %define-redirect
  (syntax-rules ()
    ((_ (name parameter) doc) (define (name port thunk) doc (parameterize ((parameter port)) (thunk))))))

(%define-redirect (with-output-to-port current-output-port) "Calls thunk; its output goes to the port.")
(%define-redirect (with-input-from-port current-input-port) "Calls thunk; its input comes from the port.")
(%define-redirect (with-error-to-port current-error-port) "Calls thunk; its errors go to the port.")

;;; Files. A file is closed when its procedure returns, and when it raises an error.

(define (%with-closing port procedure)
  (dynamic-wind (lambda () #f) procedure (lambda () #f))
  port)

(define (call-with-input-file file procedure . options)
  "Calls the procedure with a port from which the file is read."
  (call-with-port (open-input-file file) procedure))

(define (call-with-output-file file procedure . options)
  "Calls the procedure with a port that writes the file anew."
  (call-with-port (open-output-file file) procedure))

(define (with-input-from-file file thunk . options)
  "Calls thunk; its input comes from the file."
  (call-with-input-file file (lambda (port) (with-input-from-port port thunk))))

(define (with-output-to-file file thunk . options)
  "Calls thunk; its output goes to the file."
  (call-with-output-file file (lambda (port) (with-output-to-port port thunk))))

(define (open-file file mode)
  "A port on the file: mode is \"r\" to read, \"w\" to write anew, \"a\" to add; with b for bytes."
  (cond ((string-prefix? "rb" mode) (open-binary-input-file file))
        ((string-prefix? "r" mode) (open-input-file file))
        ((string-prefix? "wb" mode) (open-binary-output-file file))
        ((string-prefix? "w" mode) (open-output-file file))
        ((string-prefix? "a" mode) (%open-append-file file))
        (else (error "open-file: unknown mode" mode))))

;;; format

(define (format destination . arguments)
  "Text by a control string: ~a ~s ~d ~,2f ~% ~~ ~{ ~} and more. The destination is #f (a string), #t or a port."
  (cond ((string? destination) (apply %format 0 destination arguments))
        ((not destination) (apply %format 0 arguments))
        (else
         (let ((port (if (eq? destination #t) (current-output-port) destination)))
           (%write-string (apply %format (port-column port) arguments) port)))))

(define simple-format format)

;;; Regular expressions: what takes a procedure.

(define* (list-matches regexp s #:optional (flags 0))
  "All matches of the regular expression in the string that do not overlap."
  (%list-matches regexp s))

(define* (fold-matches regexp s initial procedure #:optional (flags 0))
  "Calls (procedure match result) for each match in the string."
  (fold procedure initial (%list-matches regexp s)))

(define (%substitute-part match item)
  (cond ((string? item) item)
        ((exact-integer? item) (or (match:substring match item) ""))
        ((eq? item 'pre) (match:prefix match))
        ((eq? item 'post) (match:suffix match))
        ((procedure? item) (item match))
        (else (error "regexp-substitute: not a string, an integer, pre, post or a procedure:" item))))

(define (%to destination text)
  (if destination (%write-string text (if (eq? destination #t) (current-output-port) destination)) text))

(define (regexp-substitute destination match . items)
  "The items joined: strings, groups by number, 'pre and 'post for what is before and after the match."
  (%to destination (string-concatenate (map (lambda (item) (%substitute-part match item)) items))))

(define (regexp-substitute/global destination regexp s . items)
  "As regexp-substitute for every match: 'post stands for the rest of the string, treated in the same way."
  (define (between from to) (substring s from to))
  (define (part match from item)
    (if (eq? item 'pre) (between from (match:start match)) (%substitute-part match item)))
  (define again? (and (memq 'post items) #t))
  (let loop ((matches (%list-matches regexp s)) (from 0) (pieces '()))
    (if (or (null? matches) (and (pair? pieces) (not again?)))
        (%to destination
             (string-concatenate
               (reverse (if (or again? (null? pieces)) (cons (between from (string-length s)) pieces) pieces))))
        (let ((match (car matches)))
          (loop (cdr matches)
                (match:end match)
                (append (reverse (map (lambda (item) (part match from item)) (delq 'post items))) pieces))))))
