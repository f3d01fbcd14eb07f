using System.Globalization;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>What <c>read.lua</c> answers.</summary>
internal readonly struct RecordReply(RedisResult reply)
{
    private const int ChainAtIndex = 11;
    private const int EntriesIndex = 12;

    public string RunId => (string)reply[0]!;

    /// <summary>
    /// Partitions of the log as stored; 0: nobody opened this partition yet; negative: it is being copied into.
    /// </summary>
    public int PartitionCount => int.Parse((string)reply[9]!, CultureInfo.InvariantCulture);

    /// <summary>Chain hash at the sequence that was asked for; none where the log has no entry there.</summary>
    public ChainHash ChainAt => Chain(ChainAtIndex);

    public RedisResult Entries => reply[EntriesIndex];

    public PartitionRecord ToRecord() => new()
    {
        Head = new LogPosition((uint)Number(1), Number(2)),
        Chain = Chain(3),
        PublishedMs = (long)Number(4),
        SealedRunId = (string)reply[5]!,
        Trimmed = new LogPosition((uint)Number(6), Number(7)),
        Epochs = ReadEpochs((string)reply[10]!),
    };

    private ulong Number(int index) => ulong.Parse((string)reply[index]!, CultureInfo.InvariantCulture);

    private ChainHash Chain(int index) =>
        (byte[]?)reply[index] is { Length: ChainHash.Size } bytes ? new ChainHash(EntryForm.ReadHash(bytes)) : default;

    private static List<EpochStart> ReadEpochs(string text)
    {
        var epochs = new List<EpochStart>();
        foreach (string start in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = start.Split(':');
            epochs.Add(new EpochStart(
                uint.Parse(parts[0], CultureInfo.InvariantCulture),
                new LogPosition(
                    uint.Parse(parts[1], CultureInfo.InvariantCulture),
                    ulong.Parse(parts[2], CultureInfo.InvariantCulture))));
        }
        return epochs;
    }
}
