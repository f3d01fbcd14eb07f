using System.Text;

namespace Fanout.Ingest.Push.Signing;

/// <summary>What one signature covers and how it was made: a member of <c>Signature-Input</c> (RFC 9421 §4.1).</summary>
/// <param name="Label">Key of the member, and of the signature in <c>Signature</c>.</param>
/// <param name="Components">Names of what is covered, as <c>@method</c> or <c>content-digest</c>, in their order.</param>
/// <param name="Serialised">Components and parameters as they stand in the last line of what is signed (§2.3).</param>
internal sealed record SignatureInput(string Label, IReadOnlyList<string> Components, string Serialised)
{
    private const int CountMax = 8; // signatures of one request, those of proxies on the way among them
    private const int ComponentCountMax = 32;

    /// <summary>When it was made, s since 1970; null: it does not say.</summary>
    public long? Created { get; private init; }

    /// <summary>Until when it is good, s since 1970; null: it does not say.</summary>
    public long? Expires { get; private init; }

    public string? KeyId { get; private init; }

    public string? Algorithm { get; private init; }

    /// <summary>
    /// Reads the field. Null where it cannot be read, or has what is not read here: parameters of components (§2.1), and
    /// parameters of the signature that are neither strings nor integers.
    /// </summary>
    public static IReadOnlyList<SignatureInput>? ReadAll(string field)
    {
        var reader = new FieldReader(field);
        var inputs = new List<SignatureInput>();
        do
        {
            if (!reader.TryReadKey(out var label) || !reader.TryTake('=')) return null;
            if (inputs.Count == CountMax || Read(ref reader, label) is not { } input) return null;
            inputs.Add(input);
            if (reader.IsAtEnd) return inputs;
        }
        while (reader.TryTakeComma());
        return null;
    }

    private static SignatureInput? Read(ref FieldReader reader, string label)
    {
        if (ReadComponents(ref reader) is not { } components) return null;
        var serialised = new StringBuilder("(").AppendJoin(' ', components.Select(Quoted)).Append(')');
        var (strings, integers) = (new Dictionary<string, string>(), new Dictionary<string, long>());
        while (reader.TryTake(';'))
        {
            reader.SkipSpaces();
            if (!reader.TryReadKey(out var name) || !reader.TryTake('=')) return null;
            if (strings.ContainsKey(name) || integers.ContainsKey(name)) return null;
            serialised.Append(';').Append(name).Append('=');
            if (reader.TryReadString(out var text))
            {
                strings.Add(name, text);
                serialised.Append(Quoted(text));
            }
            else if (reader.TryReadInteger(out var number))
            {
                integers.Add(name, number);
                serialised.Append(number);
            }
            else
            {
                return null;
            }
        }
        return new SignatureInput(label, components, serialised.ToString())
        {
            Created = integers.TryGetValue("created", out var created) ? created : null,
            Expires = integers.TryGetValue("expires", out var expires) ? expires : null,
            KeyId = strings.GetValueOrDefault("keyid"),
            Algorithm = strings.GetValueOrDefault("alg"),
        };
    }

    private static List<string>? ReadComponents(ref FieldReader reader)
    {
        var components = new List<string>();
        if (!reader.TryTake('(')) return null;
        while (true)
        {
            reader.SkipSpaces();
            if (reader.TryTake(')')) return components;
            if (!reader.TryReadString(out var component) || reader.Next is not (' ' or ')')) return null;
            if (components.Count == ComponentCountMax || components.Contains(component)) return null;
            components.Add(component);
        }
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
