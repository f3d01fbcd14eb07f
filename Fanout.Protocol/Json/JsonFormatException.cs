namespace Fanout.Protocol.Json;

/// <summary>This text is not the JSON form of the message asked for, or this message has no JSON form.</summary>
/// <remarks>
/// The message is fit to be sent back to whoever wrote the text: it names path, value, and what is allowed.
/// </remarks>
public sealed class JsonFormatException : FormatException
{
    internal JsonFormatException(string path, string problem) : base(path.Length == 0 ? problem : $"{path}: {problem}")
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>Where it went wrong, e.g. <c>score.periods[1].home</c>; empty: the text as a whole.</summary>
    public string Path { get; }

    /// <summary><see cref="Exception.Message"/> without the path.</summary>
    public string Problem { get; }
}
