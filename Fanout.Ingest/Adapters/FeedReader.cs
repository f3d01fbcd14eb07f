using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters;

/// <summary>
/// Reads files of any formats: recognises each, gives those of one format to one adapter together (which joins the files of a match),
/// and returns the events of all, format by format in the order in which the files first name them.
/// </summary>
public sealed class FeedReader(FeedFormats formats)
{
    /// <param name="files">In any order.</param>
    /// <param name="format">Reads all named files as this format, and only those found in folders that look like it; <see langword="null"/>: recognise each.</param>
    /// <param name="report">Told of every problem, while the events are being read.</param>
    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, IFeedFormat? format, Action<ReadProblem> report)
    {
        foreach (var (own, together) in Sort(files, format, report))
        {
            foreach (var scoreEvent in own.Open().Read(together, report)) yield return scoreEvent;
        }
    }

    private List<(IFeedFormat Format, List<FeedFile> Files)> Sort(
        IReadOnlyList<FeedFile> files, IFeedFormat? format, Action<ReadProblem> report)
    {
        var sorted = new List<(IFeedFormat Format, List<FeedFile> Files)>();
        foreach (var file in files)
        {
            var own = format is not null && !file.Found ? format : Recognise(file, format, report);
            if (own is null) continue;
            var together = sorted.Find(group => group.Format == own).Files;
            if (together is null) sorted.Add((own, [file]));
            else together.Add(file);
        }

        return sorted;
    }

    private IFeedFormat? Recognise(FeedFile file, IFeedFormat? only, Action<ReadProblem> report)
    {
        if (FeedSample.TryTake(file, report) is not { } sample) return null;
        if (only is null && formats.Recognise(sample) is { } recognised) return recognised;
        if (only is not null && only.Recognise(sample) != Likeness.None) return only;
        report(new ReadProblem(
            file.Found ? ProblemKind.Skipped : ProblemKind.Unreadable,
            file.Name,
            "",
            only is null ? $"format not recognised; known are {string.Join(", ", formats.Names)}" : $"does not look like {only.Name}"));
        return null;
    }
}
