using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Feeds;

/// <summary>
/// Runs a feed of messages: reads them, brings their events to the log, puts aside what cannot be taken, writes down what a
/// later process has to know, and only then acknowledges them to where they came from.
/// </summary>
/// <remarks>
/// Requirements: nothing is acknowledged that the log does not have; nothing but being told to stop ends it; an adapter that is
/// opened later, here or elsewhere, knows exactly what the earlier one had told. A process that ends anywhere in between has what
/// it did not acknowledge sent again, which comes to nothing: the events have ids, and what is put aside has one too. A source
/// that gives the newest only does not send again what was new a moment ago: its messages are written down before their events
/// are brought, and whoever goes on brings those of the last once more. What arrived together is brought together, as one commit
/// of the log costs as much as one event.
/// <para>One loop.</para>
/// </remarks>
/// <param name="feed">The feed.</param>
/// <param name="open">Opens the source where an earlier one was, by its <see cref="FeedMessage.Resume"/>; empty: anew.</param>
/// <param name="remembering">Who remembers where the source was.</param>
internal sealed class FeedRunner(FeedContext feed, Func<string, IFeedSource> open, FeedRemembering remembering) : IFeed
{
    /// <summary>Messages brought together.</summary>
    private const int MessagesMax = 64;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Ids of events are known for two days after a match; what was written down longer ago is not brought once more.</summary>
    private static readonly TimeSpan BringAgainWithin = TimeSpan.FromDays(1);

    private readonly FeedDelivery _delivery = new(feed);
    private readonly Backoff _backoff = new(FirstWait, LongestWait);
    private MessageReading _reading = new(feed.Formats, feed.Options.Format);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal); // places of what may come again and was told
    private string _resume = "";
    private ulong _revision; // of what the log remembers

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // The outermost loop of a feed: whatever it is, the feed must go on after it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                FeedsLog.Failed(feed.Logger, feed.Name, failure);
                feed.Counts.Retried(FeedCounts.Source);
                await PauseAsync(_backoff.Next(), stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends where another process has the last word.</summary>
    private async Task LiveAsync(CancellationToken stop)
    {
        await RecallAsync(stop).ConfigureAwait(false);
        while (true)
        {
            try
            {
                var source = open(_resume);
                await using var closing = source.ConfigureAwait(false);
                while (await TakeAsync(source, stop).ConfigureAwait(false))
                {
                }
                return;
            }
            catch (FeedAwayException away)
            {
                if (_backoff.Failures == 0 || (away.IsAsked && away.WaitMin > LongestWait)) FeedsLog.Away(feed.Logger, feed.Name, away.Message);
                feed.Counts.Retried(FeedCounts.Source);
                var wait = _backoff.Next();
                await Task.Delay(wait > away.WaitMin ? wait : away.WaitMin, feed.Time, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// From what the log remembers: an adapter that has read what was not brought to the log must not live on, as it would
    /// take that for known.
    /// </summary>
    private async ValueTask RecallAsync(CancellationToken stop)
    {
        var memory = await _delivery.RecallAsync(stop).ConfigureAwait(false);
        (_reading, _resume, _revision) = (new MessageReading(feed.Formats, feed.Options.Format), memory.Place, memory.Revision);
        _known.Clear();
        var isFresh = NowMs() - memory.NotedMs < BringAgainWithin.TotalMilliseconds;
        foreach (var kept in memory.Kept)
        {
            var read = _reading.Read(kept.Place, Deflated.Unpack(kept.Content));
            var isLast = kept.Revision == memory.Revision;
            // A member of a group acknowledges a second later, and each place is one message for ever.
            if (remembering == FeedRemembering.Group || (remembering == FeedRemembering.Upstream && isLast)) _known.Add(kept.Place);
            if (remembering == FeedRemembering.Log && isFresh && isLast)
                await _delivery.BringAsync(read.Events, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what has arrived; false: another process has the last word, and what was read here counts for nothing.</summary>
    private async ValueTask<bool> TakeAsync(IFeedSource source, CancellationToken stop)
    {
        var messages = await source.ReadAsync(MessagesMax, stop).ConfigureAwait(false);
        if (_backoff.Failures > 0) FeedsLog.Back(feed.Logger, feed.Name, _backoff.Failures);
        _backoff.Reset();
        foreach (var message in messages) feed.Counts.Received(message);

        if (messages.Any(static message => message.IsMoved)) await RecallAsync(stop).ConfigureAwait(false);
        var read = messages.Select(ReadOne).ToList();
        var notes = NotesOf(messages, read);
        var isAhead = remembering == FeedRemembering.Log && notes.Exists(static note => note.Kept.Count > 0);
        if (isAhead && !await RememberAsync(notes, stop).ConfigureAwait(false)) return false;
        await BringAsync(messages, read, stop).ConfigureAwait(false);
        if (!isAhead && !await RememberAsync(notes, stop).ConfigureAwait(false)) return false;
        await source.AcknowledgeAsync(messages, stop).ConfigureAwait(false);
        _resume = messages[^1].Resume ?? _resume;
        return true;
    }

    private async ValueTask BringAsync(IReadOnlyList<FeedMessage> messages, List<ReadMessage> read, CancellationToken stop)
    {
        var answers = await _delivery.BringAsync([.. read.SelectMany(static one => one.Events)], stop).ConfigureAwait(false);
        var taken = 0;
        foreach (var (message, one) in messages.Zip(read))
        {
            var refused = one.Events.Zip(answers.Skip(taken)).Where(static pair => pair.Second.Outcome == Outcome.Rejected)
                .Select(static pair => $"event {pair.First.Id}: {pair.Second.Reason} {pair.Second.Detail}");
            taken += one.Events.Count;
            await PutAsideAsync(message, [.. one.Unreadable, .. refused], stop).ConfigureAwait(false);
        }
    }

    private ReadMessage ReadOne(FeedMessage message)
    {
        if (message.TooLargeSize is { } size)
            return new ReadMessage([], [$"message of {size} bytes or more is too large (MessageBytesMax)"]);
        // Documents would be compared with later ones, and a match run back to an earlier state.
        if (message.MayBeAgain && _known.Contains(message.Place)) return new ReadMessage([], []);
        // One that is empty says nothing, and there is nothing to keep of it.
        return message.Content.IsEmpty ? new ReadMessage([], []) : _reading.Read(message.Place, message.Content);
    }

    private async ValueTask PutAsideAsync(FeedMessage message, IReadOnlyList<string> reasons, CancellationToken stop)
    {
        if (reasons.Count == 0) return;
        var poison = Poison.Of(message, reasons, NowMs());
        await _delivery.NoteAsync(new FeedNote { Poison = { poison } }, stop).ConfigureAwait(false);
        feed.Counts.PutAside();
        FeedsLog.PutAside(feed.Logger, feed.Name, message.Place, poison.Size, poison.Reason);
    }

    /// <summary>What a later process has to know of these messages, in as many notes as it takes.</summary>
    private List<FeedNote> NotesOf(IReadOnlyList<FeedMessage> messages, List<ReadMessage> read)
    {
        var notes = new List<FeedNote>();
        var (bytes, isWhole) = (0, true);
        foreach (var (message, one) in messages.Zip(read))
        {
            if (!one.IsRemembered) continue;
            var content = Deflated.Pack(message.Content.Span);
            if (content.Length > FeedNotes.NoteBytesMax)
            {
                FeedsLog.TooLargeToRemember(feed.Logger, feed.Name, content.Length, FeedNotes.NoteBytesMax);
                isWhole = false;
                continue;
            }
            bytes += content.Length;
            if (notes.Count == 0 || bytes > FeedNotes.NoteBytesMax)
            {
                notes.Add(NoteAfter(notes.Count));
                bytes = content.Length;
            }
            notes[^1].Kept.Add(new KeptMessage { Place = message.Place, Content = content, Revision = notes[^1].Revision });
        }
        // What gave no event need not be known: whoever goes on from the one before finds the same. And what is not kept is fetched again.
        if (messages[^1].Resume is not { } resume || read[^1].Events.Count == 0) return notes;
        if (notes.Count == 0) notes.Add(NoteAfter(0));
        notes[^1].Place = isWhole ? resume : "";
        return notes;
    }

    private FeedNote NoteAfter(int count) =>
        new() { Revision = remembering == FeedRemembering.Group ? 0 : _revision + (ulong)count + 1 };

    /// <summary>False: another process has noted something since.</summary>
    private async ValueTask<bool> RememberAsync(List<FeedNote> notes, CancellationToken stop)
    {
        foreach (var note in notes)
        {
            if (!await _delivery.NoteAsync(note, stop).ConfigureAwait(false)) return false;
            _revision = Math.Max(_revision, note.Revision);
        }
        if (remembering == FeedRemembering.Upstream) // who breaks off before all is acknowledged is given it once more
        {
            _known.Clear();
            _known.UnionWith(notes.SelectMany(static note => note.Kept).Select(static kept => kept.Place));
        }
        return true;
    }

    private async ValueTask PauseAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, feed.Time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private double NowMs() => feed.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
