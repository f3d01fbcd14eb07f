using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>One reading of some files, with what it gave and what it reported.</summary>
internal sealed class Reading
{
    private Reading()
    {
    }

    public List<ScoreEvent> Events { get; } = [];

    public List<ReadProblem> Problems { get; } = [];

    public IEnumerable<string> Matches => Events.Select(static read => read.Match).Distinct();

    /// <summary>Reads files and folders as the command line does, recognising each.</summary>
    public static Reading OfPaths(params string[] paths)
    {
        var reading = new Reading();
        return reading.Take(FeedFiles.Find(paths, reading.Problems.Add), format: null);
    }

    /// <summary>Reads texts as if they were files, in that order, recognising each.</summary>
    public static Reading OfTexts(params string[] texts) => new Reading().Take(FilesOf(texts), format: null);

    /// <summary>Reads texts as one format.</summary>
    public static Reading As(string format, params string[] texts) =>
        new Reading().Take(FilesOf(texts), FeedFormats.Shipped.Find(format));

    public IEnumerable<ScoreEvent> Of(string match) => Events.Where(read => read.Match == match);

    /// <summary>The newest score of a match that has goals in it.</summary>
    public ScoreUpdate Score(string match) => Of(match).Last(static read => read.Score?.HasHome == true).Score;

    public IEnumerable<IncidentUpdate> Incidents(string type) =>
        Events.Select(static read => read.Incident).Where(incident => incident?.Type == type);

    private static List<FeedFile> FilesOf(string[] texts) =>
        [.. texts.Select(static (text, index) => FeedFile.OfBytes($"file{index}.json", Encoding.UTF8.GetBytes(text)))];

    private Reading Take(IReadOnlyList<FeedFile> files, IFeedFormat? format)
    {
        Events.AddRange(new FeedReader(FeedFormats.Shipped).Read(files, format, Problems.Add));
        return this;
    }
}
