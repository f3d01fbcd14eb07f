using System.Globalization;

namespace Fanout.Ingest.Adapters.Trees;

/// <summary>
/// A value of a document that may be JSON or YAML: a text, a list or a map. All scalars are text, as they were written: <c>0.10</c> is not 0.1.
/// What is missing or of another kind than asked for is <see langword="null"/> or empty, never an exception.
/// </summary>
internal sealed class DataNode
{
    private readonly List<DataNode>? _items;
    private readonly List<KeyValuePair<string, DataNode>>? _members;

    private DataNode(string? text, List<DataNode>? items, List<KeyValuePair<string, DataNode>>? members) =>
        (Scalar, _items, _members) = (text, items, members);

    /// <summary>The text of a scalar; <see langword="null"/> for a list or a map.</summary>
    public string? Scalar { get; }

    public bool IsMap => _members is not null;

    public IReadOnlyList<DataNode> Items => _items ?? (IReadOnlyList<DataNode>)[];

    /// <summary>In the order of the document; a name may stand there twice.</summary>
    public IReadOnlyList<KeyValuePair<string, DataNode>> Members => _members ?? (IReadOnlyList<KeyValuePair<string, DataNode>>)[];

    public static DataNode Text(string text) => new(text, null, null);

    public static DataNode List() => new(null, [], null);

    public static DataNode Map() => new(null, null, []);

    public void Add(DataNode item) => _items!.Add(item);

    public void Add(string name, DataNode member) => _members!.Add(new(name, member));

    /// <summary>The member of that name, the last where there are several.</summary>
    public DataNode? Member(string name)
    {
        for (var i = Members.Count - 1; i >= 0; i--)
        {
            if (Members[i].Key == name) return Members[i].Value;
        }

        return null;
    }

    /// <summary>What is in the list of that name; a single value counts as a list of one.</summary>
    public IReadOnlyList<DataNode> Elements(string name) => Member(name) switch
    {
        null => [],
        { Scalar: null, IsMap: false } list => list.Items,
        var single => [single],
    };

    /// <summary>A text of that name without the spaces around it; empty where there is none.</summary>
    public string TextOf(string name) => Member(name)?.Scalar?.Trim() ?? "";

    public int? Whole(string name) =>
        int.TryParse(TextOf(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>JSON's true, and what YAML 1.1 and people write for it.</summary>
    public bool Flag(string name) => TextOf(name).ToUpperInvariant() is "TRUE" or "YES" or "1";
}
