using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters;

/// <summary>One provider's format: what its files look like, and the adapter that reads them. Has no state.</summary>
/// <remarks>A further format is a folder beside the others with one of these in it, and a line in <see cref="FeedFormats.Shipped"/>.</remarks>
public interface IFeedFormat
{
    /// <summary>Names the format on the command line and is the prefix of its match ids: lower-case ASCII, no colon.</summary>
    string Name { get; }

    /// <summary>How much the file looks like this format, judged by its content first and its name second.</summary>
    Likeness Recognise(FeedSample sample);

    /// <summary>A new adapter, which remembers what it has read: one for each feed or reading.</summary>
    IAdapter Open();

    /// <summary>
    /// Whether what its adapter tells of later messages hangs on its having read this one. A feed keeps such messages in the log, and an
    /// adapter that is opened after a restart reads them first. By default each that gave events, as whole documents want it, which are
    /// compared with one another.
    /// </summary>
    /// <param name="message">The message as it came.</param>
    /// <param name="told">The events that it gave.</param>
    bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) => told.Count > 0;
}

/// <summary>How surely a file is of a format. The highest wins; a tie between formats is not decided.</summary>
public enum Likeness
{
    /// <summary>It is of another format.</summary>
    None,

    /// <summary>It could be: the syntax fits, nothing in it is peculiar to the format.</summary>
    Possible,

    /// <summary>It holds what only this format has.</summary>
    Certain,
}
