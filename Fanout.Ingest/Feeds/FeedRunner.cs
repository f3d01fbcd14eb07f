using Fanout.Ingest.Normalising;
using Google.Protobuf;

namespace Fanout.Ingest.Feeds;

/// <summary>
/// Runs a feed of messages: reads them, brings their events to the log, puts aside what cannot be taken, writes down where
/// the feed is, and only then acknowledges them to where they came from.
/// </summary>
/// <remarks>
/// Requirements: nothing is acknowledged that the log does not have; nothing but being told to stop ends it. A process that
/// ends anywhere in between has what it did not acknowledge sent again, which comes to nothing: the events have ids, and what
/// is put aside has one too. What arrived together is brought together, as one commit of the log costs as much as one event.
/// <para>One loop.</para>
/// </remarks>
/// <param name="feed">The feed.</param>
/// <param name="open">Opens the source where an earlier one was, by its <see cref="FeedMessage.Resume"/>; empty: anew.</param>
/// <param name="remembers">The log remembers where the source was; otherwise the upstream does.</param>
internal sealed class FeedRunner(FeedContext feed, Func<string, IFeedSource> open, bool remembers) : IFeed
{
    /// <summary>Messages brought together.</summary>
    private const int MessagesMax = 64;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly FeedDelivery _delivery = new(feed);
    private readonly Backoff _backoff = new(FirstWait, LongestWait);
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

    /// <summary>
    /// From what the log remembers: an adapter that has read what was not brought to the log must not live on, as it would
    /// take that for known.
    /// </summary>
    private async Task LiveAsync(CancellationToken stop)
    {
        var memory = remembers ? await _delivery.RecallAsync(stop).ConfigureAwait(false) : new FeedMemory();
        var reading = new MessageReading(feed.Formats, feed.Options.Format);
        if (memory.Document.Length > 0) reading.Read(feed.Name, Deflated.Unpack(memory.Document)); // the log has its events
        _revision = memory.Revision;
        var resume = memory.Place;
        while (true)
        {
            try
            {
                var source = open(resume);
                await using var closing = source.ConfigureAwait(false);
                while (true) resume = await TakeAsync(source, reading, stop).ConfigureAwait(false) ?? resume;
            }
            catch (FeedAwayException away)
            {
                if (_backoff.Failures == 0) FeedsLog.Away(feed.Logger, feed.Name, away.Message);
                feed.Counts.Retried(FeedCounts.Source);
                var wait = _backoff.Next();
                await Task.Delay(wait > away.WaitMin ? wait : away.WaitMin, feed.Time, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes what has arrived; where the source would go on after it, if it says so.</summary>
    private async ValueTask<string?> TakeAsync(IFeedSource source, MessageReading reading, CancellationToken stop)
    {
        var messages = await source.ReadAsync(MessagesMax, stop).ConfigureAwait(false);
        if (_backoff.Failures > 0) FeedsLog.Back(feed.Logger, feed.Name, _backoff.Failures);
        _backoff.Reset();
        foreach (var message in messages) feed.Counts.Received(message);

        var read = messages.Select(message => ReadOne(reading, message)).ToList();
        var answers = await _delivery.BringAsync([.. read.SelectMany(static one => one.Events)], stop).ConfigureAwait(false);
        var taken = 0;
        foreach (var (message, one) in messages.Zip(read))
        {
            var refused = one.Events.Zip(answers.Skip(taken)).Where(static pair => pair.Second.Outcome == Outcome.Rejected)
                .Select(static pair => $"event {pair.First.Id}: {pair.Second.Reason} {pair.Second.Detail}");
            taken += one.Events.Count;
            await PutAsideAsync(message, [.. one.Unreadable, .. refused], stop).ConfigureAwait(false);
        }
        var resume = messages[^1].Resume;
        // What gave no event need not be known: whoever goes on from the one before finds the same.
        if (resume is not null && read[^1].Events.Count > 0) await RememberAsync(messages[^1], stop).ConfigureAwait(false);
        await source.AcknowledgeAsync(messages, stop).ConfigureAwait(false);
        return resume;
    }

    private static ReadMessage ReadOne(MessageReading reading, FeedMessage message)
    {
        if (message.TooLargeSize is { } size)
            return new ReadMessage([], [$"message of {size} bytes or more is too large (MessageBytesMax)"]);
        // One that is empty says nothing, and there is nothing to keep of it.
        return message.Content.IsEmpty ? new ReadMessage([], []) : reading.Read(message.Place, message.Content);
    }

    private async ValueTask PutAsideAsync(FeedMessage message, IReadOnlyList<string> reasons, CancellationToken stop)
    {
        if (reasons.Count == 0) return;
        var poison = Poison.Of(message, reasons, feed.Time.GetUtcNow().ToUnixTimeMilliseconds());
        await _delivery.NoteAsync(new FeedNote { Poison = { poison } }, stop).ConfigureAwait(false);
        feed.Counts.PutAside();
        FeedsLog.PutAside(feed.Logger, feed.Name, message.Place, poison.Size, poison.Reason);
    }

    private async ValueTask RememberAsync(FeedMessage message, CancellationToken stop)
    {
        var note = new FeedNote { Place = message.Resume, Revision = _revision + 1 };
        if (message.IsDocument)
        {
            var document = Deflated.Pack(message.Content.Span);
            if (document.Length > FeedNotes.DocumentBytesMax)
            {
                FeedsLog.TooLargeToRemember(feed.Logger, feed.Name, document.Length, FeedNotes.DocumentBytesMax);
                (note.Place, document) = ("", ByteString.Empty);
            }
            note.Document = document;
        }
        await _delivery.NoteAsync(note, stop).ConfigureAwait(false);
        _revision++;
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
}
