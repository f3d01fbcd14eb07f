using Fanout.Ingest.Adapters;
using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Tests.Adapters.Guide;

/// <summary>The format of the guide (docs/adapters): a club's scout notes goals, a row each, in a CSV file.</summary>
internal sealed class ScoutFormat : IFeedFormat
{
    public const string FormatName = "scout";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample) =>
        CsvColumns.In(sample).Has("game", "kickoff", "minute", "side", "scorer") ? Likeness.Certain : Likeness.None;

    public IAdapter Open() => new ScoutAdapter();
}
