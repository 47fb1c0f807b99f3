internal import CRapidJSON

/// The wording of the parser's codes.
struct JSONReason {
  let kind: JSONError.Kind
  let message: String
  let isIncomplete: Bool
  /// Whether a value was begun and could not be read to its end.
  let isWithinValue: Bool

  init(_ code: Int32) {
    let (kind, message) = Self.words(Int(code))
    self.kind = kind
    self.message = message
    isWithinValue = Self.withinValue.contains(Int(code))
    isIncomplete = [SMS_JSON_EMPTY, SMS_JSON_UNTERMINATED_STRING, SMS_JSON_ENDED].contains(Int(code))
  }

  private static let withinValue = [
    SMS_JSON_BAD_VALUE, SMS_JSON_BAD_ESCAPE, SMS_JSON_BAD_SURROGATE, SMS_JSON_UNTERMINATED_STRING,
    SMS_JSON_CONTROL_CHARACTER, SMS_JSON_BAD_ENCODING, SMS_JSON_NUMBER_TOO_BIG, SMS_JSON_BAD_NUMBER,
    SMS_JSON_INTEGER_RANGE, SMS_JSON_TOO_DEEP,
  ]

  private static func words(_ code: Int) -> (JSONError.Kind, String) {
    switch code {
    case SMS_JSON_EMPTY: (.syntax, "the text is empty")
    case SMS_JSON_TRAILING: (.syntax, "something follows the end of the value")
    case SMS_JSON_MISSING_NAME: (.syntax, "a member needs a name in double quotes")
    case SMS_JSON_MISSING_COLON: (.syntax, "a colon must follow the name of a member")
    case SMS_JSON_MISSING_COMMA_IN_OBJECT: (.syntax, "a comma or } must follow a member")
    case SMS_JSON_MISSING_COMMA_IN_ARRAY: (.syntax, "a comma or ] must follow an element")
    case SMS_JSON_BAD_VALUE: (.syntax, "this is no JSON value")
    case SMS_JSON_BAD_ESCAPE: (.syntax, "this is no escape of a JSON text")
    case SMS_JSON_BAD_SURROGATE: (.encoding, "the escape is half of a surrogate pair")
    case SMS_JSON_UNTERMINATED_STRING: (.syntax, "the text ends within a string")
    case SMS_JSON_CONTROL_CHARACTER: (.syntax, "a string holds a control character that is not escaped")
    case SMS_JSON_BAD_ENCODING: (.encoding, "the bytes are not UTF-8")
    case SMS_JSON_NUMBER_TOO_BIG: (.syntax, "the number is too large")
    case SMS_JSON_BAD_NUMBER: (.syntax, "the number misses a digit")
    case SMS_JSON_INTEGER_RANGE: (.integerRange, "the integer does not fit 64 bits")
    case SMS_JSON_NUL: (.encoding, "a NUL is not allowed")
    case SMS_JSON_TOO_DEEP: (.tooDeep, "arrays and objects are nested too deep")
    case SMS_JSON_DUPLICATE_KEY: (.duplicateKey, "the object has this name twice")
    case SMS_JSON_TOO_LONG: (.tooLong, "the text is longer than 4 GiB")
    case SMS_JSON_NO_MEMORY: (.tooLong, "there is not enough memory for the text")
    default: (.syntax, "the text ends before the value does")
    }
  }
}
