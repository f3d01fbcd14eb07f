using Fanout.Ingest.Adapters.Canonical;
using Fanout.Ingest.Adapters.Cricsheet;
using Fanout.Ingest.Adapters.Dfl;
using Fanout.Ingest.Adapters.Gumbo;
using Fanout.Ingest.Adapters.OpenFootball;
using Fanout.Ingest.Adapters.OpenLigaDb;
using Fanout.Ingest.Adapters.PointStrings;
using Fanout.Ingest.Adapters.Retrosheet;
using Fanout.Ingest.Adapters.ShuttleSet;
using Fanout.Ingest.Adapters.Slam;
using Fanout.Ingest.Adapters.Uof;
using Fanout.Ingest.Adapters.Wyscout;

namespace Fanout.Ingest.Adapters;

/// <summary>The formats that a process knows.</summary>
public sealed class FeedFormats
{
    private readonly IFeedFormat[] _formats;

    /// <exception cref="ArgumentException">Two formats have one name.</exception>
    public FeedFormats(params IReadOnlyList<IFeedFormat> formats)
    {
        _formats = [.. formats];
        if (_formats.GroupBy(static format => format.Name).FirstOrDefault(static same => same.Count() > 1) is { } same)
            throw new ArgumentException($"two formats are named {same.Key}", nameof(formats));
    }

    /// <summary>All that come with the product.</summary>
    public static FeedFormats Shipped { get; } = new(
        new CanonicalFormat(), new CricsheetFormat(), new DflFormat(), new GumboFormat(), new OpenFootballFormat(),
        new OpenLigaFormat(), new PointStringFormat(), new RetrosheetFormat(), new ShuttleFormat(), new SlamFormat(),
        new UofFormat(), new WyscoutFormat());

    /// <summary>Names to choose from, in ordinal order.</summary>
    public IEnumerable<string> Names => _formats.Select(static format => format.Name).Order(StringComparer.Ordinal);

    /// <summary>The format of that name; <see langword="null"/> when there is none.</summary>
    public IFeedFormat? Find(string name) => Array.Find(_formats, format => format.Name == name);

    /// <summary>The one format that the file looks like most; <see langword="null"/> when none does, or several do alike.</summary>
    public IFeedFormat? Recognise(FeedSample sample)
    {
        IFeedFormat? best = null;
        var likeness = Likeness.None;
        foreach (var format in _formats)
        {
            var own = format.Recognise(sample);
            if (own < likeness || own == Likeness.None) continue;
            best = own == likeness ? null : format;
            likeness = own;
        }

        return best;
    }
}
