using System.Collections.Frozen;
using System.Reflection;

namespace Fanout.Ingest.Identity.Naming;

/// <summary>Names that are known to be one: of countries in several languages, and of teams whose nicknames no rule finds.</summary>
/// <remarks>Two names on two lines are known to be two: Congo is not DR Congo, however alike they look.</remarks>
internal sealed class Spellings
{
    private readonly FrozenDictionary<string, string> _groups; // by the words of a name
    private readonly List<string> _ambiguous = [];

    private Spellings(params (string File, int Skipped)[] files)
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, skipped) in files.SelectMany(static file => Lines(file.File).Select(line => (line, file.Skipped))))
        {
            var names = line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var name in names.Skip(skipped))
            {
                if (!groups.TryAdd(KeyOf(NameFolding.Words(name)), names[0]) && groups[KeyOf(NameFolding.Words(name))] != names[0])
                    _ambiguous.Add(name);
            }
        }
        _groups = groups.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Those that come with the product.</summary>
    public static Spellings Shipped { get; } = new(("countries.txt", 1), ("clubs.txt", 0)); // the code of a country is no name

    /// <summary>Names that stand on two lines: the first has them.</summary>
    public IReadOnlyList<string> Ambiguous => _ambiguous;

    /// <summary>The line that has a name; null when none has.</summary>
    /// <param name="words">Its words, as <see cref="NameFolding.Words"/> makes them.</param>
    public string? Find(IReadOnlyList<string> words) => _groups.GetValueOrDefault(KeyOf(words));

    private static string KeyOf(IReadOnlyList<string> words) => string.Join(' ', words);

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Fanout.Ingest.Identity.Naming.{file}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line;
        }
    }
}
