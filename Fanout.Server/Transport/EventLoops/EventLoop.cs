using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>
/// One thread that waits for what its connections bring, and drives the shard that they belong to: a connection, its
/// subscriptions and its writes are touched by this thread alone.
/// </summary>
/// <remarks><code>
/// wait (no longer than a timeout needs) → what became ready → some arrivals → what was resumed → one turn of the shard → deadlines
/// </code>
/// Requirements: an idle connection costs its objects and nothing else (no buffer, timer or task); nothing is allocated
/// for a delivery; a descriptor that was closed can never be taken for the one that got its number. Each slot of the
/// table has a generation, which the kernel gives back with every event: an event of an earlier owner of the slot is
/// dropped. Buffers belong to the loop and are lent for one call. Level-triggered watching lost: a connection that may
/// not be read now would wake the loop again and again, or cost a system call to mute.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class EventLoop : IDisposable
{
    private const int SleepMsMax = 250; // timeouts are judged once a second
    private const int TableSizeFirst = 256;

    /// <summary>
    /// Handshakes in a turn, in the order in which they came: a crowd that connects holds up what is delivered by a
    /// millisecond or two, at some 100 µs each (with all that the first turn of a connection does), and not by its size.
    /// </summary>
    public const int HandshakesPerTurn = 16;

    private readonly Epoll _epoll = new();
    private readonly ITurns _work;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<Action<EventLoop>> _posted = new();
    private readonly PriorityQueue<IDeadline, long> _deadlines = new();
    private readonly Queue<Arrival> _arrivals = new();
    private readonly Stack<int> _freeSlots = new();
    private readonly ILogger _log;
    private List<LoopSink> _resumed = [];
    private List<LoopSink> _resuming = [];
    private Watched?[] _table = new Watched?[TableSizeFirst];
    private uint[] _generations = new uint[TableSizeFirst];
    private int _tableCount;
    private volatile bool _stopping;
    private volatile bool _stopped;
    private int _sleeping;

    public EventLoop(
        int index,
        ITurns work,
        TransportOptions options,
        Reception reception,
        TimeProvider time,
        ILogger<EventLoop> log)
    {
        (Index, _work, _time, _log) = (index, work, time, log);
        (Options, Reception) = (options, reception);
        Inflater = new MessageInflater(options.MessageSizeMax);
        Readers = new MessageReaders(options);
        _startedAt = time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = $"loop {index}" };
    }

    /// <summary>Which of the loops it is; that of the shard it drives.</summary>
    public int Index { get; }

    public TransportOptions Options { get; }

    /// <summary>Who lets connections in.</summary>
    public Reception Reception { get; }

    /// <summary>What has been received, for one call. The loop's thread only.</summary>
    public byte[] ReceiveBuffer { get; } = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    /// <summary>For messages that are under way.</summary>
    public MessageReaders Readers { get; }

    /// <summary>For one message at a time.</summary>
    public MessageInflater Inflater { get; }

    /// <summary>What is due to the connection being flushed.</summary>
    public SendBuffer Sending { get; } = new();

    /// <summary>Connections and arrivals in its table; any thread may look.</summary>
    public int WatchedCount => Volatile.Read(ref _tableCount);

    /// <summary>Monotonic milliseconds.</summary>
    public long NowMs => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    public void Start()
    {
        _work.Woken = Wake;
        _thread.Start();
    }

    /// <summary>Stops the thread, and closes what it still watches.</summary>
    public void Dispose()
    {
        if (_stopped)
            return;
        _stopping = true;
        _epoll.Wake();
        if (_thread.IsAlive)
            _thread.Join();
        _work.Woken = null;
        _stopped = true;
        TakePosted();
        _epoll.Dispose();
    }

    /// <summary>Runs on the loop; on the caller's thread once the loop has ended. From any thread.</summary>
    public void Post(Action<EventLoop> act)
    {
        _posted.Enqueue(act);
        if (_stopped)
            TakePosted();
        else
            Wake();
    }

    // On the loop.

    /// <summary>Begins to watch a descriptor for something; it belongs to the loop from now on.</summary>
    /// <exception cref="IOException">The system does not watch any more; the descriptor is still the caller's.</exception>
    public void Add(Watched watched, int descriptor, Readiness what)
    {
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _tableCount;
            if (slot == _table.Length)
            {
                Array.Resize(ref _table, slot * 2);
                Array.Resize(ref _generations, slot * 2);
            }
        }
        (_table[slot], watched.Slot) = (watched, slot);
        Volatile.Write(ref _tableCount, _tableCount + 1);
        try
        {
            _epoll.Watch(descriptor, what, ((ulong)_generations[slot] << 32) | (uint)slot);
        }
        catch (IOException)
        {
            Remove(watched, descriptor);
            throw;
        }
    }

    /// <summary>The same descriptor is something else from now on.</summary>
    public void Replace(Watched before, Watched after)
    {
        (_table[before.Slot], after.Slot) = (after, before.Slot);
        before.Slot = -1;
    }

    /// <summary>Watches no more; the descriptor is the caller's, to close or to give away.</summary>
    public void Remove(Watched watched, int descriptor)
    {
        _epoll.Forget(descriptor);
        _table[watched.Slot] = null;
        _generations[watched.Slot]++;
        _freeSlots.Push(watched.Slot);
        watched.Slot = -1;
        Volatile.Write(ref _tableCount, _tableCount - 1);
    }

    /// <summary>Is told when the time has come, about; it looks itself whether that still matters.</summary>
    public void Remind(IDeadline who, long atMs) => _deadlines.Enqueue(who, atMs);

    /// <summary>Something came on it: it looks when it is its turn.</summary>
    public void Queue(Arrival arrival) => _arrivals.Enqueue(arrival);

    /// <summary>Reads on in the next turn, with what came before and could not be handed over.</summary>
    public void Resume(LoopSink sink) => _resumed.Add(sink);

    private void Run()
    {
        while (!_stopping)
        {
            var count = _epoll.Wait(TimeToSleepMs());
            Volatile.Write(ref _sleeping, 0);
            for (var index = 0; index < count; index++)
            {
                if (_epoll.TryGet(index, out var what, out var number))
                    Tell((uint)number, (uint)(number >> 32), what);
            }
            TakePosted();
            LookAtArrivals();
            ReadOn();
            _work.Turn();
            Remind(); // behind the turn, which deals with what has just come: a connection is not held up by us for that
        }
        foreach (var watched in _table)
            watched?.Stop();
    }

    private void Tell(uint slot, uint generation, Readiness what)
    {
        if (_generations[slot] != generation || _table[slot] is not { } watched)
            return;
        try
        {
            watched.Ready(what);
        }
        catch (Exception failure)
        {
            Fail(watched, failure);
        }
    }

    private void TakePosted()
    {
        while (_posted.TryDequeue(out var act))
            act(this);
    }

    private void LookAtArrivals()
    {
        for (var left = Math.Min(_arrivals.Count, HandshakesPerTurn); left > 0; left--)
        {
            var arrival = _arrivals.Dequeue();
            try
            {
                arrival.Look();
            }
            catch (Exception failure)
            {
                Fail(arrival, failure);
            }
        }
    }

    private void ReadOn()
    {
        (_resumed, _resuming) = (_resuming, _resumed);
        foreach (var sink in _resuming)
        {
            try
            {
                sink.ReadOn();
            }
            catch (Exception failure)
            {
                Fail(sink, failure);
            }
        }
        _resuming.Clear();
    }

    /// <summary>What nobody foresaw ends one connection, never the loop and all others on it.</summary>
    private void Fail(Watched watched, Exception failure)
    {
        EventLoopLog.Failed(_log, failure, Index);
        watched.Stop();
    }

    private void Remind()
    {
        if (_deadlines.Count == 0)
            return;
        var nowMs = NowMs;
        while (_deadlines.TryPeek(out var who, out var atMs) && atMs <= nowMs)
        {
            _deadlines.Dequeue();
            try
            {
                who.Due();
            }
            catch (Exception failure)
            {
                Fail((Watched)who, failure);
            }
        }
    }

    private int TimeToSleepMs()
    {
        Volatile.Write(ref _sleeping, 1);
        Interlocked.MemoryBarrier(); // either a poster sees that we sleep, or we see what it posted
        return _work.HasWork || _resumed.Count > 0 || _arrivals.Count > 0 || !_posted.IsEmpty || _stopping
            ? 0
            : _work.WaitMs ?? SleepMsMax;
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) == 1)
            _epoll.Wake();
    }
}

/// <summary>Something that must have happened by a certain time.</summary>
internal interface IDeadline
{
    /// <summary>The time has come.</summary>
    void Due();
}
