/** A plugin to begin with: it works as it is, and says what each part is for. */
export const newPluginText = (name: string): string => `;;; ${name}.scm --- how many files wait in /tmp

;; Try it here and now with    sheepdog try ${name}.scm
;; run its example with        sheepdog plugin test ${name}.scm
;; Then put it into the folder plugins/ beside server-config.scm, where it is used with
;;   (use-plugins ${name})   and   (service ${name}-service-type)
(define-plugin ${name}
  (synopsis "How many files wait in /tmp")
  (monitor          ; runs on the machine; what it returns travels to the server as JSON
    (lambda ()
      \`((files . ,(string->number (string-trim-both (shell-output "ls /tmp | wc -l")))))))
  (receiver         ; runs on the server; a pure function from the message to findings and facts
    (lambda (message)
      (with-fields (files) (message-body message)
        (finding "/tmp" (above files #:warn 1000 #:bark 10000) "~a files" files))))
  (examples         ; what the receiver makes of a message
    ("a few files are fine"
     (${name}-configuration)
     (message '((files . 12)))
     => (finding "/tmp" 'ok "12 files"))))
`;
