using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>The match as one feed has it, and how that feed is doing.</summary>
/// <param name="Work">Its state of the match. Events, held events and aliases are none of it: they are the match's.</param>
/// <param name="Standing">Not to be changed.</param>
internal sealed record FeedView(MatchWork Work, FeedStanding Standing)
{
    public string Feed => Standing.Feed;
}

/// <summary>
/// What the feeds of a match say, each for itself, beside the public state, which is that of the primary one.
/// </summary>
/// <remarks>
/// As with <see cref="MatchWork"/>, entries are the only way in. Every feed has a whole state of its own, so that another
/// can take over at once with all it knows. The alternative, fields of all feeds with a rank each, would mix what was never
/// true together: the status of one with the score of another. In snapshots a view is what differs from the public state.
/// </remarks>
internal sealed class FeedViews
{
    private readonly SortedDictionary<string, FeedView> _views = new(StringComparer.Ordinal);
    private readonly List<ProvisionalIncident> _provisional = [];

    /// <summary>Not to be changed.</summary>
    public ArbitrationHead Head { get; private set; } = new();

    /// <summary>In the order of their feeds.</summary>
    public IReadOnlyCollection<FeedView> All => _views.Values;

    /// <summary>In the order in which they were opened. Not to be changed.</summary>
    public IReadOnlyList<ProvisionalIncident> Provisional => _provisional;

    /// <summary>The primary's; null before any feed was taken.</summary>
    public FeedView? Primary => Find(Head.Primary);

    /// <summary>Bytes of the incidents of all views as protobuf.</summary>
    public int IncidentBytes => _views.Values.Sum(static view => view.Work.IncidentBytes);

    public FeedView? Find(string feed) => _views.GetValueOrDefault(feed);

    /// <summary>What a feed that is heard for the first time begins with.</summary>
    public static MatchWork Opened(MatchWork match) =>
        MatchWork.Restore(match.Id, MatchSetting.Of(match.State), new WriterState());

    /// <summary>All that was said before there was arbitration, as if the active feed had said it.</summary>
    public static MatchWork Merged(MatchWork match)
    {
        var whole = match.ToWriterState();
        var writer = new WriterState { Fields = { whole.Fields }, TakenBack = whole.TakenBack };
        writer.Incidents.AddRange(whole.Incidents.Select(static note => note.Clone()));
        foreach (var note in writer.Incidents) note.ShownAs = note.Id;
        return MatchWork.Restore(match.Id, match.State, writer);
    }

    /// <summary>Does what an entry says.</summary>
    /// <param name="match">The match before the entry.</param>
    /// <param name="logged">Public part of the entry.</param>
    /// <param name="change">What it says about the feeds.</param>
    public void Apply(MatchWork match, LoggedChange logged, ArbitrationChange change)
    {
        if (change.Head is not null) Head = change.Head;
        foreach (var view in change.Views) Apply(match, logged, view);
        foreach (var standing in change.Standings)
            _views[standing.Feed] = _views[standing.Feed] with { Standing = standing };
        foreach (var one in change.Provisional)
        {
            var index = _provisional.FindIndex(known => known.Id == one.Id);
            if (index < 0) _provisional.Add(one);
            else _provisional[index] = one;
        }
        _provisional.RemoveAll(known => change.Settled.Contains(known.Id));
    }

    /// <param name="match">The match; gives what the state begins from.</param>
    /// <param name="state">What a snapshot has of it.</param>
    public static FeedViews Restore(MatchWork match, ArbitrationState state)
    {
        var views = new FeedViews { Head = state.Head ?? new ArbitrationHead() };
        foreach (var view in state.Views)
        {
            var own = view.State is null ? match.State : match.State.Apply(view.State);
            var work = MatchWork.Restore(match.Id, own, view.Writer ?? new WriterState());
            views._views[view.Standing.Feed] = new FeedView(work, view.Standing);
        }
        views._provisional.AddRange(state.Provisional);
        return views;
    }

    public ArbitrationState ToState(Match match)
    {
        var state = new ArbitrationState { Head = Head, Provisional = { _provisional } };
        foreach (var view in _views.Values)
        {
            var difference = Match.Diff(match, view.Work.State);
            state.Views.Add(new FeedViewState
            {
                Standing = view.Standing,
                State = Match.IsEmpty(difference) ? null : difference,
                Writer = view.Work.ToWriterState(),
            });
        }
        return state;
    }

    private void Apply(MatchWork match, LoggedChange logged, ViewChange change)
    {
        if (change.Opened || change.Merged)
        {
            var begun = change.Merged ? Merged(match) : Opened(match);
            _views[change.Feed] = new FeedView(begun, new FeedStanding { Feed = change.Feed });
        }
        var own = new LoggedChange
        {
            Delta = change.AsPublic ? logged.Delta : change.Delta,
            Cause = logged.Cause,
        };
        _views[change.Feed].Work.Apply(own, change.Writer ?? new WriterChange());
    }
}
