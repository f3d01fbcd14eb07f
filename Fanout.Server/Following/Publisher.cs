using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Following;

/// <summary>
/// Applies the log's entries in their order, and posts one item for each topic and shard that wants it. Never waits for
/// a subscriber.
/// </summary>
/// <remarks>
/// One writer of all histories and boards: its callers (the follower, the clock) take turns by its lock.
/// </remarks>
internal sealed class Publisher(
    MatchStore matches,
    TopicRegistry registry,
    BoardCatalog boards,
    HistoryBudget budget,
    PublishIndex published,
    Shards shards,
    NodeStatus status,
    MatchStay stay,
    TimeProvider time,
    ILogger<Publisher> log)
{
    private readonly Lock _gate = new();
    private readonly List<(BoardTopic Topic, Point<BoardState, BoardDelta> Point)> _boardsChanged = [];
    private readonly HashSet<string> _neverBegan = new(StringComparer.Ordinal);
    private long _entries;
    private long _contradictions;

    /// <summary>Entries applied.</summary>
    public long Entries => Interlocked.Read(ref _entries);

    /// <summary>Entries that contradicted the log; each stopped a match.</summary>
    public long Contradictions => Interlocked.Read(ref _contradictions);

    /// <summary>Applies entries of one partition, in order.</summary>
    public void Apply(IReadOnlyList<LogEntry> entries)
    {
        lock (_gate)
        {
            for (var index = 0; index < entries.Count; index++)
                Apply_NeedsLock(entries[index]);
            PublishBoards_NeedsLock();
        }
    }

    /// <summary>
    /// Puts a match to a state as the log has it. Where it stood elsewhere, its subscribers begin anew.
    /// </summary>
    public void Load(LoadedMatch loaded)
    {
        lock (_gate)
        {
            var isNew = !matches.TryFind(loaded.MatchId, out var stream);
            stream ??= new MatchStream(loaded.MatchId, loaded.Partition, budget);
            var hadFault = stream.Fault is not null;
            var at = TopicPosition.From(loaded.Position);
            if (!isNew && !hadFault && !loaded.TakesBack && IsOlder(at, stream.Current.Position))
                return;
            stream.LogSequence = loaded.LogSequence;
            if (loaded.IsFetched || loaded.Times.ChangedMs is null)
                stream.UsedMs = UnixMs;
            if (!isNew && !hadFault && stream.Current.Position == at && stream.Current.State.Hash == loaded.State.Hash)
                return;
            var moment = new Moment(at, loaded.PublishedMs, AtMs_NeedsLock(loaded, isNew));
            var isListed = isNew ? !loaded.IsFetched : !stream.IsFetched;
            MatchWriter.Begin(stream, moment, loaded.State, loaded.Times, isListed);
            Begun_NeedsLock(stream, hadFault, isNew);
        }
    }

    /// <summary>The match is not in the log: its subscriptions end.</summary>
    public void Remove(string matchId)
    {
        lock (_gate)
        {
            var known = matches.TryFind(matchId, out var stream);
            matches.Remove(matchId);
            if (known)
                End_NeedsLock(stream!);
        }
    }

    /// <summary>A match that is over for long: the log has it, and memory need not.</summary>
    public void Rest(string matchId, int partition)
    {
        lock (_gate)
        {
            if (!matches.TryFind(matchId, out _))
                matches.Rest(matchId, partition);
        }
    }

    /// <summary>What is due by the clock: boards, and letting go of the past. Several times a second.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            PublishBoards_NeedsLock();
            budget.Trim(published.NowMs);
            published.Trim();
        }
    }

    /// <summary>
    /// Lets go of cached answers, boards and matches that nobody asked for lately. Every few seconds.
    /// </summary>
    public void Forget()
    {
        LetMatchesRest();
        foreach (var topic in registry.All)
            topic.Forget();
        boards.Forget();
    }

    /// <summary>A partition is, or is no longer, level with the log.</summary>
    public void SetLevel(int partition, bool level, long asOfMs)
    {
        lock (_gate)
        {
            status.SetLevel(partition, level, asOfMs);
            // A board shows all partitions: level when every one of them is.
            var boardsToo = !level || status.AllLevel;
            shards.Post(new LevelChange(
                topic => topic.Fault is null && (topic.Partition is { } own ? own == partition : boardsToo),
                level,
                asOfMs));
        }
    }

    private long UnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Looks at all matches without the lock, and takes it for each that goes.</summary>
    private void LetMatchesRest()
    {
        var nowMs = UnixMs;
        var fetched = new List<MatchStream>();
        foreach (var stream in matches.All)
        {
            if (IsRead(stream))
                stream.UsedMs = nowMs;
            else if (stay.IsDue(stream, nowMs))
                Rest(stream, due => stay.IsDue(due, nowMs));
            else if (stream.IsFetched)
                fetched.Add(stream);
        }
        foreach (var stream in fetched.OrderByDescending(static stream => stream.UsedMs).Skip(MatchStay.FetchedMax))
            Rest(stream, static surplus => surplus.IsFetched);
    }

    private void Rest(MatchStream stream, Predicate<MatchStream> mayGo)
    {
        lock (_gate)
        {
            if (IsRead(stream) || !mayGo(stream)) // it may have changed meanwhile
                return;
            matches.Rest(stream.Id, stream.Partition);
            End_NeedsLock(stream);
        }
    }

    private bool IsRead(MatchStream stream) => Array.Exists(
        TopicName.MatchKinds,
        kind => registry.TryFind(new TopicName(kind, stream.Id, 1), out var topic) && topic.SubscriberCount > 0);

    private void End_NeedsLock(MatchStream stream)
    {
        boards.Removed(stream.Id);
        foreach (var kind in TopicName.MatchKinds)
        {
            if (!registry.TryFind(new TopicName(kind, stream.Id, 1), out var topic))
                continue;
            registry.Remove(topic.Name);
            topic.End();
            Post(new Publication(topic, PublicationKind.End, stream.Current.Position, 0, null));
        }
    }

    /// <summary>
    /// When a state that was loaded came into force: long ago where the match was not known here; where the log took
    /// something back, now that this is seen, because until now it was otherwise.
    /// </summary>
    private long AtMs_NeedsLock(LoadedMatch loaded, bool isNew)
    {
        if (isNew)
            return loaded.PublishedMs;
        return published.Stamp(loaded.Partition, loaded.TakesBack ? published.NowMs : loaded.PublishedMs);
    }

    private static bool IsOlder(TopicPosition at, TopicPosition than) => at.Epoch == than.Epoch && at.Seq < than.Seq;

    private void Apply_NeedsLock(LogEntry entry)
    {
        if (entry.MatchSequence == 0)
            return; // a decision: nothing public
        var isNew = !matches.TryFind(entry.MatchId, out var stream);
        if (isNew && matches.IsResting(entry.MatchId, out _))
            return; // whoever asks for it gets this entry, too
        stream ??= new MatchStream(entry.MatchId, entry.Partition, budget);
        if (!LoggedEntries.TryChange(entry, out var change))
        {
            Contradicted_NeedsLock(stream, $"entry {entry.MatchPosition} is damaged in the log");
            return;
        }
        if (stream.Fault is not null && !LoggedEntries.Restarts(entry, change))
            return; // stands still until the match begins anew
        var hadFault = stream.Fault is not null;
        var atMs = published.Stamp(entry.Partition, entry.PublishedMs);
        var outcome = MatchWriter.Apply(stream, entry, change, atMs, out var contradiction);
        switch (outcome)
        {
            case WriteOutcome.Known:
                if (stream.IsFetched)
                    List_NeedsLock(stream, atMs);
                return;
            case WriteOutcome.Contradicts:
                Contradicted_NeedsLock(stream, contradiction!);
                return;
        }
        stream.LogSequence = entry.Sequence;
        Interlocked.Increment(ref _entries);
        if (outcome == WriteOutcome.Began)
            Begun_NeedsLock(stream, hadFault, isNew);
        else
            Stepped_NeedsLock(stream, isNew);
    }

    /// <summary>
    /// An entry is new that whoever fetched the match has read already: the match is one that changes, as on all nodes.
    /// </summary>
    private void List_NeedsLock(MatchStream stream, long atMs)
    {
        var head = stream.Current;
        var moment = new Moment(head.Position, head.PublishedMs, Math.Max(atMs, head.AtMs));
        MatchWriter.Begin(stream, moment, head.State, head.Times, isListed: true);
        Begun_NeedsLock(stream, hadFault: false, isNew: false);
    }

    private void Begun_NeedsLock(MatchStream stream, bool hadFault, bool isNew)
    {
        matches.Add(stream);
        if (!isNew) // nobody reads what was not there
            Index_NeedsLock(stream, PublicationKind.Restart);
        if (!stream.IsFetched)
            boards.Changed(stream);
        foreach (var kind in TopicName.MatchKinds)
        {
            if (registry.TryFind(new TopicName(kind, stream.Id, 1), out var topic))
                Post(new Publication(topic, PublicationKind.Restart, stream.Current.Position, 0, null));
        }
        if (hadFault && status.IsLevel(stream))
            PostLevel(stream, level: true);
    }

    private void Stepped_NeedsLock(MatchStream stream, bool isNew)
    {
        if (isNew)
            matches.Add(stream);
        Index_NeedsLock(stream, PublicationKind.Step);
        Interlocked.MemoryBarrier(); // as in Post
        var point = stream.Current;
        if (Read<MatchTopic>(TopicKind.Match, stream) is { } match)
            Post(match.PublicationOf(point));
        if (Read<EventsTopic>(TopicKind.Events, stream) is { } events)
            Post(events.PublicationOf(point));
        if (stream.Score.Position == point.Position && Read<ScoreTopic>(TopicKind.Score, stream) is { } score)
            Post(score.PublicationOf(stream.Score));
        boards.Changed(stream);
        stream.Fold();
    }

    /// <summary>For delayed readers; the histories were written before.</summary>
    private void Index_NeedsLock(MatchStream stream, PublicationKind kind) => published.Add(
        stream.Partition, new Published(stream.Current.AtMs, stream, stream.Current.Position, kind));

    /// <summary>A topic of the match, if anybody reads it.</summary>
    private static T? Read<T>(TopicKind kind, MatchStream stream)
        where T : Topic => stream.TopicOf(kind) is { SubscriberCount: > 0 } topic ? (T)topic : null;

    private void PublishBoards_NeedsLock()
    {
        boards.Publish(_boardsChanged);
        foreach (var (topic, point) in _boardsChanged)
        {
            published.Add(
                PublishIndex.Boards, new Published(point.AtMs, topic, point.Position, PublicationKind.Step));
            Post(topic.PublicationOf(point));
        }
        _boardsChanged.Clear();
    }

    private void Contradicted_NeedsLock(MatchStream stream, string contradiction)
    {
        Interlocked.Increment(ref _contradictions);
        if (stream.Matches.Head is null && !_neverBegan.Add(stream.Id))
            return; // said once; it was never shown
        FollowingLog.Contradicted(log, stream.Id, contradiction);
        if (stream.Matches.Head is null)
            return;
        stream.Fault = contradiction;
        PostLevel(stream, level: false);
    }

    private void PostLevel(MatchStream stream, bool level) => shards.Post(new LevelChange(
        topic => topic.Name.Kind != TopicKind.Board && topic.Name.Key == stream.Id, level, status.AsOfMs));

    /// <summary>Encodes for the encodings in use, so that shards need not, and posts.</summary>
    private void Post(Publication publication)
    {
        // The history was written before: either this sees a subscriber's count, or the subscriber sees the new head.
        Interlocked.MemoryBarrier();
        if (publication.Topic.SubscriberCount == 0)
            return;
        for (var encoding = FrameEncoding.Proto; (int)encoding < FrameEncodings.Count; encoding++)
        {
            if (publication.Kind == PublicationKind.Step && publication.Topic.Uses(encoding))
                publication.Frame.In(encoding);
        }
        shards.Post(publication);
    }
}
