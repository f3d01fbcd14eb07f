using CsCheck;
using Fanout.Log.InMemory;

namespace Fanout.Log.Tests;

/// <summary>
/// Writers over a store that loses requests, replies, its primary or everything. Whatever happens, no place of an epoch has two contents, and what was
/// acknowledged is in the states that the log gives back.
/// </summary>
public sealed class WriterFaultTests
{
    private const int PartitionCount = 1;

    private enum Step
    {
        Append,
        Settle,
        Replicate,
        FailOver,
        Flush,
        Steal,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_holder_that_lives_brings_back_whatever_its_store_lost() =>
        SampleAsync([Step.Append, Step.Append, Step.Append, Step.Settle, Step.Replicate, Step.FailOver], expectReload: false);

    [Fact]
    public Task A_holder_that_lives_goes_on_under_a_new_epoch_when_the_store_is_empty() =>
        SampleAsync([Step.Append, Step.Append, Step.Append, Step.Settle, Step.Flush], expectReload: false);

    [Fact]
    public Task A_partition_that_changes_hands_loses_nothing_of_a_store_that_keeps_everything() =>
        SampleAsync([Step.Append, Step.Append, Step.Append, Step.Settle, Step.Steal], expectReload: true);

    private static Task SampleAsync(Step[] steps, bool expectReload) =>
        Gen.Select(Gen.Int[0, steps.Length - 1].Select(index => steps[index]).List[1, 60], Gen.Int).SampleAsync(
            async (script, seed) => await RunAsync(script, seed, expectReload), iter: 60, threads: 2);

    private static async Task RunAsync(List<Step> script, int seed, bool expectReload)
    {
        var time = new FastTime();
        var log = new FaultyLog(new InMemoryEventLog(PartitionCount, time), seed);
        var run = new Run(log, time);
        await run.OpenAsync();
        foreach (Step step in script)
        {
            switch (step)
            {
                case Step.Append:
                    await run.AppendAsync();
                    break;
                case Step.Settle:
                    await run.SettleAsync();
                    break;
                case Step.Replicate:
                    log.Replicate();
                    break;
                case Step.FailOver:
                    log.FailOver();
                    break;
                case Step.Flush:
                    log.Flush(time);
                    break;
                case Step.Steal:
                    await log.StealAsync();
                    break;
            }
        }
        // The holder lives on until it has noticed the last fault; a holder lost together with its unreplicated primary is another matter.
        do
            await run.AppendAsync();
        while (!await run.TrySettleAsync());
        await run.CloseAsync();
        log.RecordSeen();

        SortedDictionary<string, string> states = await run.RestoreAsync();
        foreach (string acknowledged in run.Acknowledged)
            Assert.Equal(1, states.Values.Sum(state => state.Split(acknowledged).Length - 1));
        if (!expectReload)
            Assert.Equal(0, run.Reloads);
    }

    /// <summary>One owner and its writers, one after another.</summary>
    private sealed class Run(FaultyLog log, TimeProvider time)
    {
        private readonly List<Task> _waiting = [];
        private readonly TestOwner _owner = new();
        private PartitionWriter? _writer;
        private int _number;

        public List<string> Acknowledged { get; } = [];

        public int Reloads { get; private set; }

        public async Task OpenAsync()
        {
            while (_writer is null)
            {
                var options = new PartitionWriterOptions
                {
                    Holder = PartitionWriterOptions.DrawHolder(),
                    GroupEntriesMax = 3, // small, so that groups are often cut
                };
                _writer = (await PartitionWriter.OpenAsync(log, 0, _owner, options, time, Cancel)).Writer;
            }
        }

        public async Task AppendAsync()
        {
            if (_writer!.Ended.IsCompleted)
            {
                await SettleAsync();
                await _writer.DisposeAsync();
                _writer = null;
                Reloads++;
                await OpenAsync();
            }
            string token = $"[{_number++}]";
            _waiting.Add(NoteAsync(_owner.Change(_writer!, $"match-{_number % 3}", token, token).AsTask(), token));
        }

        public async Task SettleAsync()
        {
            await Task.WhenAll(_waiting).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            _waiting.Clear();
        }

        /// <summary>Whether the last append was confirmed.</summary>
        public async Task<bool> TrySettleAsync()
        {
            await SettleAsync();
            return Acknowledged.Contains($"[{_number - 1}]");
        }

        public ValueTask CloseAsync() => _writer!.DisposeAsync();

        /// <summary>The states as the next writer gets them.</summary>
        public async Task<SortedDictionary<string, string>> RestoreAsync()
        {
            log.LostPercent = 0;
            var next = new TestOwner();
            var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
            WriterOpening opening = await PartitionWriter.OpenAsync(log, 0, next, options, time, Cancel);
            await opening.Writer!.DisposeAsync();
            return next.States;
        }

        private async Task NoteAsync(Task<AppendResult> answer, string token)
        {
            if ((await answer).Kind == AppendResultKind.Appended)
            {
                lock (Acknowledged)
                    Acknowledged.Add(token);
            }
        }
    }
}
