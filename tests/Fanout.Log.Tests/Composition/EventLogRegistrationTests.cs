using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fanout.Log.Tests;

public sealed class EventLogRegistrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Opens_one_embedded_log_for_readers_and_writers()
    {
        await using ServiceProvider provider = Provide(options => options.DataFolder = _folder.Path);
        IEventLog log = provider.GetRequiredService<IEventLog>();
        Assert.Same(log, provider.GetRequiredService<ILogReader>());
        Assert.Equal(Partitioning.CountDefault, log.PartitionCount);
        Assert.True(File.Exists(_folder.DatabasePath));
    }

    [Theory]
    [InlineData("data", 0, "PartitionCount")]
    [InlineData("data", 1025, "PartitionCount")]
    [InlineData("", 16, "DataFolder")]
    public async Task Settings_out_of_range_are_refused_at_start(string folder, int partitionCount, string named)
    {
        await using ServiceProvider provider = Provide(
            options => (options.DataFolder, options.PartitionCount) = (folder, partitionCount));
        OptionsValidationException failure = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_answers_by_outcome_and_what_shares_a_commit()
    {
        await using ServiceProvider provider = Provide(
            options => (options.DataFolder, options.PartitionCount) = (_folder.Path, 1));
        var answers = new List<string?>();
        int commits = 0;
        IMeterFactory meters = provider.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Fanout.Log" && instrument.Meter.Scope == meters)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => answers.Add((string?)tags[0].Value));
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref commits));
        listener.Start();

        IEventLog log = provider.GetRequiredService<IEventLog>();
        Hand hand = await Hand.OpenAsync(log);
        Entry entry = hand.Number(Drafts.Change("m1", "a"));
        await hand.TryAsync(entry);
        await hand.TryAsync(entry);
        await log.DisposeAsync();

        Assert.Equal(["appended", "duplicate"], answers);
        Assert.Equal(2, commits); // the seal and the first append; a lease and a duplicate write nothing
    }

    private static ServiceProvider Provide(Action<EventLogOptions> configure) => new ServiceCollection()
        .AddMetrics()
        .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddEventLog(configure)
        .BuildServiceProvider();
}
