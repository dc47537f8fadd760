import Evidence
import Judgments
import Theory

extension Command {
  static let claims = Command(
    name: "claims", summary: "list the claims, and which parameters of your own each can be judged at",
    discussion: """
      Lists every claim: its id, how it is established (exact, enclosed, numerical, statistical, observed), which
      options `sts judge` takes for it beside --tokens, --dimension and --sparsity (in brackets what may be left out),
      or why it takes no parameters, its title, and the seconds of one core that its judgments and controls are expected
      to take at the default effort.
      JSON: {claims: [{id, title, grade, expectedSeconds, takesParameters, required: [option], optional: [option],
      reason}]}.
      """,
    options: []
  ) { _, context in
    ClaimList(claims: context.judgments.map { ClaimList.Entry($0) })
  }
}

/// The claims of the package.
private struct ClaimList: Answer {
  struct Entry: Encodable {
    let id: String
    let title: String
    let grade: String
    let expectedSeconds: Double
    let takesParameters: Bool
    let required: [String]
    let optional: [String]
    let reason: String?

    init(_ judgment: ClaimJudgment) {
      id = judgment.claim.id
      title = judgment.claim.title
      grade = judgment.claim.grade.word
      expectedSeconds = judgment.expectedSeconds(.standard)
      switch judgment.own {
      case .takes(let required, let optional, _):
        takesParameters = true
        self.required = required.map(\.option.name)
        self.optional = optional.map(\.option.name)
        reason = nil
      case .none(let reason):
        takesParameters = false
        required = []
        optional = []
        self.reason = reason
      }
    }

    var parameters: String {
      if let reason { return "none: \(reason)" }
      let names = required + optional.map { "[\($0)]" }
      return names.isEmpty ? "T, d, q" : "T, d, q, " + names.joined(separator: " ")
    }
  }

  let claims: [Entry]

  var text: String {
    let rows = claims.map {
      [$0.id, $0.grade, NumberText.text($0.expectedSeconds, digits: 2), $0.title, $0.parameters]
    }
    return table([["id", "grade", "core s", "title", "own parameters"]] + rows)
  }
}
