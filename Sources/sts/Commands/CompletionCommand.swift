extension Command {
  static let completion = Command(
    name: "completion", summary: "what a shell needs to complete the words of sts",
    discussion: """
      Prints a script for bash or zsh that completes commands and options, from the tables that --help prints.
        bash:  eval "$(sts completion bash)"
        zsh:   eval "$(sts completion zsh)", after compinit
      JSON: {shell, script}.
      """,
    operands: ["<bash|zsh>"], options: []
  ) { arguments, _ in
    let shell = arguments.operands[0]
    switch shell {
    case "bash": return Completion(shell: shell, script: bashScript)
    case "zsh": return Completion(shell: shell, script: zshScript)
    default: throw UsageError("shell", value: shell, allowed: "bash or zsh")
    }
  }

  /// The words that may follow the program's name, and those that may follow each command.
  private static var candidates: [(command: String, words: [String])] {
    let pairs = Dictionary(grouping: all.filter { $0.words.count == 2 }) { $0.words[0] }
    return [("", Array(Set(all.map { $0.words[0] })).sorted() + ["--help", "--version"])]
      + pairs.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map { $0.words[1] } + ["--help"]) }
      + all.map { ($0.name, $0.options.map(\.name)) }
  }

  private static var cases: String {
    candidates.map { command, words in "    \"\(command)\") found=\"\(words.joined(separator: " "))\" ;;\n" }
      .joined()
  }

  private static var bashScript: String {
    """
    _sts() {
      local found="" current="${COMP_WORDS[COMP_CWORD]}" first="" second=""
      if [ "$COMP_CWORD" -gt 1 ]; then first="${COMP_WORDS[1]}"; fi
      if [ "$first" = train ] && [ "$COMP_CWORD" -gt 2 ]; then second=" ${COMP_WORDS[2]}"; fi
      case "$first$second" in
    \(cases)    *) ;;
      esac
      COMPREPLY=($(compgen -W "$found" -- "$current"))
    }
    complete -o default -F _sts sts

    """
  }

  private static var zshScript: String {
    """
    _sts() {
      local found="" first="" second=""
      if (( CURRENT > 2 )); then first="${words[2]}"; fi
      if [[ "$first" == train ]] && (( CURRENT > 3 )); then second=" ${words[3]}"; fi
      case "$first$second" in
    \(cases)    *) ;;
      esac
      compadd -- ${=found}
      (( CURRENT > 2 )) && _files
    }
    compdef _sts sts

    """
  }
}

/// A completion script.
private struct Completion: Answer {
  let shell: String
  let script: String

  var text: String { script }
}
