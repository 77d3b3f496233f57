;;; What checks by programs have in common: their options, and what came of a command in words.

(define (level? value)
  "Is it a level: 'ok, 'note, 'warn or 'bark?"
  (and (memq value '(ok note warn bark)) #t))

(define (short-duration? value)
  "Is it a duration of at most 25 seconds? A monitor that takes longer than 30 is given up."
  (and (duration? value) (<= value (seconds 25))))

(define (first-line text)
  "The first line of a text that is not blank, trimmed; \"\" where there is none."
  (or (find (negate string-null?) (map string-trim-both (string-split text #\newline))) ""))

(define (last-line text)
  "The last line of a text that is not blank, trimmed; \"\" where there is none."
  (or (find (negate string-null?) (reverse (map string-trim-both (string-split text #\newline)))) ""))

(define (command-trouble result)
  "Why what run-command or shell ran did not succeed, as a sentence; #f where it did."
  (with-fields (exit signal failure stderr stdout elapsed) result
    (let ((said (let ((error (last-line stderr))) (if (string-null? error) (last-line stdout) error)))
          (how (cond ((equal? failure "not-found") "there is no such program")
                     ((equal? failure "not-permitted") "it may not be run")
                     ((equal? failure "not-started") "it could not be started")
                     ((equal? failure "timed-out")
                      (format #f "it was ended after ~a" (duration->string (inexact->exact (round elapsed)))))
                     ((equal? failure "flooded") "it printed without end, and was ended")
                     (failure failure)
                     (signal (string-append "killed by " signal))
                     ((eqv? exit 0) #f)
                     (else (format #f "exit ~a" exit)))))
      (and how
           (if (string-null? said) how (string-append how ": " (%shortened said)))))))

(define (%shortened text)
  (if (> (string-length text) 500) (string-append (string-take text 499) "…") text))
