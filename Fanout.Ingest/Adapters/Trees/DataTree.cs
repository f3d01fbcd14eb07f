using System.Text;
using Fanout.Ingest.Adapters.Text;

namespace Fanout.Ingest.Adapters.Trees;

/// <summary>A document that was read whole, or as far as it can be read.</summary>
/// <param name="Root">What was read; <see langword="null"/>: nothing.</param>
/// <param name="Failure">Where and why the reading ended before the document did; <see langword="null"/>: it did not.</param>
internal sealed record DataTree(DataNode? Root, (string Place, string Text)? Failure)
{
    /// <summary>Characters of a document. The longest known, five days of cricket, has three million.</summary>
    public const int LengthMax = 16 * 1024 * 1024;

    /// <summary>Maps and lists within one another. Documents have ten or so.</summary>
    public const int DepthMax = 64;

    /// <summary>Reads a file as JSON or YAML, whichever it begins like, and reports what of it cannot be read.</summary>
    public static DataTree? Read(FeedFile file, Action<ReadProblem> report)
    {
        if (ReadText(file, report) is not { } text) return null;
        var tree = text.AsSpan().TrimStart().StartsWith("{") ? JsonTree.Parse(text) : YamlTree.Parse(text);
        if (tree.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
        return tree;
    }

    private static string? ReadText(FeedFile file, Action<ReadProblem> report)
    {
        using var text = EncodedText.TryRead(file, declared: null, report);
        if (text is null) return null;
        var whole = new StringBuilder();
        var block = new char[16 * 1024];
        try
        {
            while (whole.Length <= LengthMax && text.Read(block, 0, block.Length) is > 0 and var length) whole.Append(block, 0, length);
            if (whole.Length <= LengthMax) return whole.ToString();
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", $"exceeds {LengthMax} characters"));
        }
        catch (IOException failure)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", $"cannot be read: {failure.Message}"));
        }

        return null;
    }
}
