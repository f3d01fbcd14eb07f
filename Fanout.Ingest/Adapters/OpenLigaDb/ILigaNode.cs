using System.Text.Json;
using System.Xml.Linq;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>
/// A match, a goal or a result, in either of the provider's two syntaxes. Names are compared without regard to case: <c>matchID</c>,
/// <c>MatchID</c> and <c>matchId</c> all occur. What is missing, empty or of another kind is <see langword="null"/>.
/// </summary>
internal interface ILigaNode
{
    string? Text(string name);

    long? Whole(string name);

    bool? Flag(string name);

    ILigaNode? Child(string name);

    /// <summary>The members of a list; none where there is no such list.</summary>
    IEnumerable<ILigaNode> List(string name);
}

/// <summary>Of the JSON answers.</summary>
internal sealed class LigaJson(JsonElement json) : ILigaNode
{
    public string? Text(string name) => Member(name)?.TextValue()?.Trim() is { Length: > 0 } text ? text : null;

    public long? Whole(string name) => Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.String } text => LenientXml.WholeOf(text.TextValue()),
        _ => null,
    };

    public bool? Flag(string name) => Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public ILigaNode? Child(string name) => Member(name) is { ValueKind: JsonValueKind.Object } child ? new LigaJson(child) : null;

    public IEnumerable<ILigaNode> List(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(static item => new LigaJson(item)) : [];

    private JsonElement? Member(string name)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        if (json.Member(name) is { } exact) return exact;
        foreach (var member in json.EnumerateObject())
        {
            if (IsNamed(member, name)) return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        }

        return null;
    }

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException) // not UTF-8: a name that nobody looks for
        {
            return false;
        }
    }
}

/// <summary>Of the SOAP answers.</summary>
internal sealed class LigaXml(XElement xml) : ILigaNode
{
    public string? Text(string name) => xml.Text(name);

    public long? Whole(string name) => xml.Whole(name);

    public bool? Flag(string name) => xml.Flag(name);

    public ILigaNode? Child(string name) => xml.Child(name) is { } child ? new LigaXml(child) : null;

    public IEnumerable<ILigaNode> List(string name) =>
        xml.Child(name) is { } list ? list.Elements().Select(static item => new LigaXml(item)) : [];
}
