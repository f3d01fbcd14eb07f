using Fanout.Log.InMemory;

namespace Fanout.Log.Tests;

public sealed class PartitionWriterTests : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);
    private readonly TestOwner _owner = new();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Numbers_entries_densely_in_the_order_of_the_calls()
    {
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> first = _owner.Change(writer, "m1", "a");
        ValueTask<AppendResult> second = _owner.Change(writer, "m2", "b");
        ValueTask<AppendResult> third = _owner.Change(writer, "m1", "c");

        AppendResult[] results = [await first, await second, await third];

        Assert.All(results, result => Assert.Equal(AppendResultKind.Appended, result.Kind));
        Assert.Equal([1ul, 2, 3], results.Select(result => result.Place.Position.Sequence));
        Assert.Equal([1u, 1, 2], results.Select(result => result.Place.MatchPosition.Sequence));
    }

    private async Task<PartitionWriter> OpenAsync()
    {
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        WriterOpening opening = await PartitionWriter.OpenAsync(_log, 0, _owner, options, TimeProvider.System, Cancel);
        return opening.Writer ?? throw new InvalidOperationException($"not opened: {opening.End}");
    }
}
