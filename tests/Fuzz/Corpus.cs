using System.Globalization;

namespace Fanout.Fuzz;

/// <summary>Inputs to begin with, and words that they are made of: files of the repository.</summary>
internal static class Corpus
{
    /// <summary>Of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What is found and not kept.</summary>
    public static string Artifacts { get; } = Path.Combine(Root, "artifacts", "fuzz");

    private static string Folder { get; } = Path.Combine(Root, "tests", "Fuzz");

    public static string FolderOf(FuzzTarget target) => Path.Combine(Folder, "corpora", target.Name);

    public static string DictionaryOf(FuzzTarget target) => Path.Combine(Folder, "dictionaries", $"{target.Dictionary}.dict");

    /// <summary>The files of a target, in the order of their names.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Of(FuzzTarget target) =>
    [
        .. Directory.GetFiles(FolderOf(target)).Order(StringComparer.Ordinal)
            .Select(static path => (Path.GetFileName(path), File.ReadAllBytes(path))),
    ];

    /// <summary>The words of a target's dictionary, which is in AFL's form: a name, and a word in quotes, with <c>\x00</c> for any byte.</summary>
    public static IReadOnlyList<byte[]> WordsOf(FuzzTarget target) =>
    [
        .. File.ReadLines(DictionaryOf(target))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => Word(line[(line.IndexOf('"', StringComparison.Ordinal) + 1)..line.LastIndexOf('"')])),
    ];

    private static byte[] Word(string quoted)
    {
        var bytes = new List<byte>();
        for (var index = 0; index < quoted.Length; index++)
        {
            if (quoted[index] != '\\')
            {
                bytes.Add((byte)quoted[index]);
            }
            else if (quoted[++index] == 'x')
            {
                bytes.Add(byte.Parse(quoted.AsSpan(index + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                index += 2;
            }
            else
            {
                bytes.Add((byte)quoted[index]); // \\ or \"
            }
        }
        return [.. bytes];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fanout.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Fanout.sln");
    }
}
