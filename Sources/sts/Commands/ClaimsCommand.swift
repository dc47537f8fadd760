import Evidence
import Theory

extension Command {
  static let claims = Command(
    name: "claims", summary: "list the claims",
    discussion: """
      Lists every claim: its id, how it is established (exact, enclosed, statistical, observed) and its title.
      JSON: {claims: [{id, title, grade}]}.
      """,
    options: []
  ) { _, _ in
    ClaimList(claims: Claim.all.map { .init(id: $0.id, title: $0.title, grade: $0.grade.word) })
  }
}

/// The claims of the package.
private struct ClaimList: Answer {
  struct Entry: Encodable {
    let id: String
    let title: String
    let grade: String
  }

  let claims: [Entry]

  var text: String { table([["id", "grade", "title"]] + claims.map { [$0.id, $0.grade, $0.title] }) }
}
