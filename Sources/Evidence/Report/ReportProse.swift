import Theory

/// What REPORT.md says in words around the evidence: Markdown with LaTeX between dollar signs, claims named by value.
public struct ReportProse: Sendable {
  /// A paragraph on some claims, with the figures of those that are to be shown.
  public struct Chapter: Sendable {
    /// The heading.
    public let heading: String
    /// The paragraph.
    public let text: String
    /// The claims that say it precisely.
    public let claims: [Claim]
    /// The claim whose first figure is shown, or nil for none.
    public let figure: Claim?

    /// A paragraph on some claims.
    public init(_ heading: String, _ text: String, claims: [Claim], figure: Claim? = nil) {
      self.heading = heading
      self.text = text
      self.claims = claims
      self.figure = figure
    }
  }

  /// Chapters under one heading.
  public struct Part: Sendable {
    /// The heading.
    public let heading: String
    /// What its chapters have in common.
    public let text: String
    /// The chapters, in order.
    public let chapters: [Chapter]

    /// Chapters under one heading.
    public init(_ heading: String, _ text: String, chapters: [Chapter]) {
      self.heading = heading
      self.text = text
      self.chapters = chapters
    }
  }

  /// A question that was open, and what the claims say to it.
  public struct Question: Sendable {
    /// The question.
    public let question: String
    /// What the claims say to it, and what they do not.
    public let answer: String
    /// The claims.
    public let claims: [Claim]

    /// A question with its answer.
    public init(_ question: String, _ answer: String, claims: [Claim]) {
      self.question = question
      self.answer = answer
      self.claims = claims
    }
  }

  /// What is asked: the introduction.
  public let asked: String
  /// The parts, in order.
  public let parts: [Part]
  /// What is not claimed, a sentence or two each.
  public let nonClaims: [String]
  /// The questions that were open.
  public let questions: [Question]
  /// What the numbers that are drawn cost the false-alarm probabilities, in a sentence or two; empty where nothing is drawn.
  public let sampling: String

  /// The words of a report.
  public init(
    asked: String, parts: [Part], nonClaims: [String], questions: [Question], sampling: String = ""
  ) {
    self.asked = asked
    self.parts = parts
    self.nonClaims = nonClaims
    self.questions = questions
    self.sampling = sampling
  }
}
