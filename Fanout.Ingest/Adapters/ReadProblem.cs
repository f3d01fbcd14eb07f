namespace Fanout.Ingest.Adapters;

/// <summary>Something in a provider's input that could not be read, or that does not fit together.</summary>
/// <param name="File">Name of the file or message.</param>
/// <param name="Place">Where in it: a path such as <c>events[535].teamId</c>, or a line and byte; empty when the whole file is meant.</param>
/// <param name="Text">What is wrong and what was done about it, with the value.</param>
public sealed record ReadProblem(ProblemKind Kind, string File, string Place, string Text)
{
    /// <summary>
    /// Whether something may be missing from the result: what could not be read, and a file of no known format that was found
    /// in a folder, unless it is what people write beside data (Markdown; hidden files are not even found).
    /// </summary>
    public bool IsLoss => Kind switch
    {
        ProblemKind.Unreadable => true,
        ProblemKind.Skipped => !File.EndsWith(".md", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>One line for people: <c>file: place: text</c>.</summary>
    public override string ToString() => Place.Length == 0 ? $"{File}: {Text}" : $"{File}: {Place}: {Text}";
}

/// <summary>What a <see cref="ReadProblem"/> means for the result.</summary>
public enum ProblemKind
{
    /// <summary>Something is missing from the result, because it could not be read.</summary>
    Unreadable,

    /// <summary>Two places of the input say different things; the text says which one was followed.</summary>
    Contradiction,

    /// <summary>The input leaves something open that the result had to state; the text says what was assumed.</summary>
    Assumption,

    /// <summary>A file of a folder that is of no known format was passed over.</summary>
    Skipped,
}
