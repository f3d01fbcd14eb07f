using System.Text;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>One line: a word that says what it is, then fields.</summary>
/// <remarks>
/// Not read by a CSV library: comments have quotation marks within quotation marks and none around them, which CSV forbids, and no record goes
/// over a line's end, which CSV allows and a lost quotation mark would make of half a file.
/// </remarks>
/// <param name="Type">As in <see cref="Types"/>.</param>
/// <param name="Fields">Without quotation marks around them.</param>
/// <param name="Line">From 1.</param>
internal sealed record RetrosheetRecord(string Type, IReadOnlyList<string> Fields, int Line = 0)
{
    /// <summary>All that the format has.</summary>
    public static readonly IReadOnlySet<string> Types = new HashSet<string>(StringComparer.Ordinal)
    {
        "id", "version", "info", "start", "sub", "play", "com", "data", "badj", "padj", "ladj", "radj", "presadj",
    };

    /// <summary>A field; empty where there are not so many.</summary>
    public string this[int index] => index < Fields.Count ? Fields[index] : "";

    public static bool TryRead(string line, out RetrosheetRecord record) => TryRead(line, 0, out record);

    /// <summary>Reads a line; <see langword="false"/> where it begins with no word of the format.</summary>
    public static bool TryRead(string line, int number, out RetrosheetRecord record)
    {
        var text = line.Trim(' ', '\t', '\r', '\uFEFF', '\u001A'); // DOS ended files with 1A
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var type = comma < 0 ? text : text[..comma];
        record = new RetrosheetRecord(type, [], number);
        if (!Types.Contains(type)) return false;
        if (comma < 0) return true;
        var rest = text[(comma + 1)..];
        record = record with { Fields = type == "com" ? [Unquoted(rest)] : Split(rest) };
        return true;
    }

    private static List<string> Split(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        foreach (var sign in text)
        {
            if (sign == '"') isQuoted = !isQuoted;
            if (sign != ',' || isQuoted)
            {
                field.Append(sign);
                continue;
            }

            fields.Add(Unquoted(field.ToString()));
            field.Clear();
        }

        fields.Add(Unquoted(field.ToString()));
        return fields;
    }

    private static string Unquoted(string text)
    {
        var plain = text.Trim();
        return plain.Length >= 2 && plain[0] == plain[^1] && plain[0] is '"' or '\'' ? plain[1..^1] : plain.Trim('"');
    }
}
