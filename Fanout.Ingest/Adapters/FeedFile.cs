namespace Fanout.Ingest.Adapters;

/// <summary>A provider's bytes, with a name to speak of them: a file, a message, an answer to a poll. Can be opened more than once.</summary>
public sealed class FeedFile
{
    private readonly Func<Stream> _open;

    private FeedFile(string name, Func<Stream> open) => (Name, _open) = (name, open);

    /// <summary>The path as it was given, or what the transport calls it.</summary>
    public string Name { get; }

    /// <summary>True for a file that was found in a folder, and so was not named by anybody.</summary>
    public bool Found { get; private init; }

    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static FeedFile OfPath(string path, bool found = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FeedFile(path, () => File.OpenRead(path)) { Found = found };
    }

    /// <param name="name">What problems call it.</param>
    /// <param name="bytes">Stays the caller's, who must not change it while it is being read.</param>
    public static FeedFile OfBytes(string name, ReadOnlyMemory<byte> bytes) =>
        new(name, () => new ReadOnlyMemoryStream(bytes));

    /// <summary>Opens the bytes from their beginning; <see langword="null"/>, and reported, when the system refuses.</summary>
    internal Stream? TryOpen(Action<ReadProblem> report)
    {
        try
        {
            return _open();
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            report(new ReadProblem(ProblemKind.Unreadable, Name, "", $"cannot be opened: {refusal.Message}"));
            return null;
        }
    }
}
