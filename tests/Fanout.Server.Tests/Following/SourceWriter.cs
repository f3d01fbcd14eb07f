using Fanout.Log;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;
using LogEntryKind = Fanout.Log.EntryKind;

namespace Fanout.Server.Tests.Following;

/// <summary>
/// Writes matches into a log as a normaliser does: numbered, restated in a new epoch, saved in snapshots.
/// </summary>
internal sealed class SourceWriter(IEventLog first, TimeProvider time) : IPartitionOwner, IAsyncDisposable
{
    private IEventLog _log = first;
    private bool _remembers;
    private readonly Dictionary<string, Match> _states = [];
    private readonly Dictionary<string, MatchTimes> _times = [];
    private PartitionWriter? _writer;
    private int _lastKey;

    /// <summary>Matches that a new epoch does not restate, as it does not those that are over.</summary>
    public HashSet<string> Over { get; } = [];

    public Match State(string matchId) => _states[matchId];

    public MatchPosition Position(string matchId) => _writer!.PositionOf(matchId);

    public async Task OpenAsync()
    {
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        var opening = await PartitionWriter.OpenAsync(
            _log, 0, this, options, time, TestContext.Current.CancellationToken);
        _writer = opening.Writer ?? throw new InvalidOperationException($"no writer: {opening.End}");
    }

    /// <summary>Goes on in another log with what it has in memory, as the holder whose store lost everything.</summary>
    public async Task GoOnInAsync(IEventLog log)
    {
        await DisposeAsync();
        _log = log;
        _remembers = true;
        await OpenAsync();
    }

    public async Task PublishAsync(string matchId, MatchDelta delta)
    {
        var (state, effect) = _states.GetValueOrDefault(matchId, Match.Empty).ApplyEffective(delta);
        _states[matchId] = state;
        var whole = _writer!.MustRestate(matchId);
        var result = await _writer.AppendAsync(new EntryDraft
        {
            MatchId = matchId,
            Kind = whole ? LogEntryKind.Opening : LogEntryKind.Change,
            Key = $"{matchId}/{++_lastKey}/{GetHashCode()}", // another writer uses other keys
            ContentDigest = default,
            Public = whole ? Whole(state) : Change(effect, state, whole: false),
        });
        Assert.Equal(AppendResultKind.Appended, result.Kind);
        _times[matchId] = _times.GetValueOrDefault(matchId, MatchTimes.None)
            .Observe(state.Head.Status, result.Place.PublishedMs);
    }

    public ValueTask<SnapshotOutcome?> SaveSnapshotAsync() => _writer!.SaveSnapshotAsync(
        [.. _states.Select(pair => new MatchSnapshot(
            pair.Key, Position(pair.Key), _times[pair.Key].Write(pair.Value.ToMessage()), default))],
        TestContext.Current.CancellationToken);

    public ValueTask RestoreAsync(PartitionSnapshot? snapshot, CancellationToken cancellationToken)
    {
        if (_remembers)
            return default;
        _states.Clear();
        _times.Clear();
        foreach (var match in snapshot?.Matches ?? [])
        {
            _states[match.MatchId] = Match.From(MatchTimes.Read(match.Public.Span, out var times));
            _times[match.MatchId] = times;
        }
        return default;
    }

    public ValueTask ApplyAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            var change = LoggedChange.Parser.ParseFrom(entry.Public.Span);
            var before = change.Whole ? Match.Empty : _states.GetValueOrDefault(entry.MatchId, Match.Empty);
            _states[entry.MatchId] = before.Apply(change.Delta);
            _times[entry.MatchId] = _times.GetValueOrDefault(entry.MatchId, MatchTimes.None)
                .Observe(_states[entry.MatchId].Head.Status, entry.PublishedMs);
        }
        return default;
    }

    public ValueTask RestateAsync(Action<IReadOnlyList<MatchOpening>> restate, CancellationToken cancellationToken)
    {
        restate([.. _states.Where(pair => !Over.Contains(pair.Key)).Select(
            pair => new MatchOpening(pair.Key, Whole(pair.Value), default))]);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    private static byte[] Whole(Match state) => Change(Match.Diff(Match.Empty, state), state, whole: true);

    private static byte[] Change(MatchDelta delta, Match after, bool whole) => new LoggedChange
    {
        Kind = Protocol.Messages.EntryKind.Types.Value.Feed,
        Delta = delta,
        StateHash = after.Hash,
        Whole = whole,
    }.ToByteArray();
}
