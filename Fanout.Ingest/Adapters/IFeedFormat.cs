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
