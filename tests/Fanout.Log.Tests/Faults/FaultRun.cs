using CsCheck;
using Fanout.Log.InMemory;

namespace Fanout.Log.Tests;

/// <summary>What a generated script may do to an owner and its store.</summary>
internal enum FaultStep
{
    Append,
    Settle,
    Replicate,
    FailOver,
    Flush,
    Steal,
}

/// <summary>One owner of one partition over a <see cref="FaultyLog"/>, and its writers, one after another.</summary>
internal sealed class FaultRun
{
    private const int ScriptStepsMax = 60;
    private static readonly TimeSpan SettleTimeMax = TimeSpan.FromSeconds(30);

    private readonly List<Task> _waiting = [];
    private readonly TestOwner _owner = new();
    private PartitionWriter? _writer;
    private int _number;

    private FaultRun(int seed) => Log = new FaultyLog(new InMemoryEventLog(1, Time), seed);

    public FastTime Time { get; } = new();

    public FaultyLog Log { get; }

    /// <summary>Follows the log all the while, where a test asks for it.</summary>
    public FollowedLog? Follower { get; set; }

    /// <summary>What the log has answered for, each a text that stands in one match's state.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>How often the owner had to drop its memory and begin anew.</summary>
    public int Reloads { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Plays generated scripts of the given steps (more often named, more often drawn), then lets the holder recover
    /// and checks.
    /// </summary>
    /// <param name="steps">Steps to draw from.</param>
    /// <param name="begin">Called before the script.</param>
    /// <param name="check">Called when the writer is closed and the store sound.</param>
    public static Task SampleAsync(FaultStep[] steps, Action<FaultRun> begin, Func<FaultRun, Task> check) =>
        Gen.Select(
            Gen.Int[0, steps.Length - 1].Select(index => steps[index]).List[1, ScriptStepsMax], Gen.Int).SampleAsync(
            async (script, seed) =>
            {
                var run = new FaultRun(seed);
                begin(run);
                await run.PlayAsync(script);
                await check(run);
            },
            iter: 60,
            threads: 2);

    /// <summary>The states as the next writer gets them.</summary>
    public async Task<SortedDictionary<string, string>> RestoreAsync()
    {
        var next = new TestOwner();
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        WriterOpening opening = await PartitionWriter.OpenAsync(Log, 0, next, options, Time, Cancel);
        await opening.Writer!.DisposeAsync();
        return next.States;
    }

    private async Task PlayAsync(List<FaultStep> script)
    {
        await OpenAsync();
        foreach (FaultStep step in script)
            await DoAsync(step);

        // The holder lives on until it has noticed the last fault; a holder lost together with its unreplicated primary
        // is another matter. It answers for what it has put back before it seals, and who follows waits for the seal.
        do
        {
            await AppendAsync();
            await SettleAsync();
        }
        while (!Acknowledged.Contains(TokenOf(_number - 1)) || !(await Hand.HeadAsync(Log)).Sealed);
        await _writer!.DisposeAsync();
        Log.RecordSeen();
        Log.LostPercent = 0;
    }

    private async Task DoAsync(FaultStep step)
    {
        switch (step)
        {
            case FaultStep.Append:
                await AppendAsync();
                break;
            case FaultStep.Settle:
                await SettleAsync();
                break;
            case FaultStep.Replicate:
                Log.Replicate();
                break;
            case FaultStep.FailOver:
                Log.FailOver();
                break;
            case FaultStep.Flush:
                Log.Flush(Time);
                break;
            case FaultStep.Steal:
                await Log.StealAsync();
                break;
        }
    }

    private async Task OpenAsync()
    {
        while (_writer is null)
        {
            var options = new PartitionWriterOptions
            {
                Holder = PartitionWriterOptions.DrawHolder(),
                GroupEntriesMax = 3, // small, so that groups are often cut
            };
            _writer = (await PartitionWriter.OpenAsync(Log, 0, _owner, options, Time, Cancel)).Writer;
        }
    }

    private async Task AppendAsync()
    {
        if (_writer!.Ended.IsCompleted)
        {
            await SettleAsync();
            await _writer.DisposeAsync();
            _writer = null;
            Reloads++;
            await OpenAsync();
        }
        string token = TokenOf(_number++);
        _waiting.Add(NoteAsync(_owner.Change(_writer!, $"match-{_number % 3}", token, token).AsTask(), token));
    }

    private async Task SettleAsync()
    {
        await Task.WhenAll(_waiting).WaitAsync(SettleTimeMax, Cancel);
        _waiting.Clear();
    }

    private async Task NoteAsync(Task<AppendResult> answer, string token)
    {
        if ((await answer).Kind != AppendResultKind.Appended)
            return;
        lock (Acknowledged)
            Acknowledged.Add(token);
    }

    private static string TokenOf(int number) => $"[{number}]";
}
