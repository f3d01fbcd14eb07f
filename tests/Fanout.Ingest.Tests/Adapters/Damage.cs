using System.Text;
using CsCheck;
using Fanout.Ingest.Adapters;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>Files with bytes changed or cut: whatever they hold, reading them ends, throws nothing and keeps the rules for events.</summary>
internal static class Damage
{
    /// <param name="text">A whole file, which is damaged.</param>
    /// <param name="beside">Files that are given with it as they are.</param>
    public static void IsSurvived(string format, string text, params string[] beside)
    {
        var whole = Encoding.UTF8.GetBytes(text);
        var others = beside.Select(static (other, index) => FeedFile.OfBytes($"other{index}", Encoding.UTF8.GetBytes(other))).ToList();
        var changes = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 6];
        Gen.Select(changes, Gen.Int[0, whole.Length]).Sample((damage, length) =>
            Read(format, [.. others, FeedFile.OfBytes("damaged", Damaged(whole, damage, length))]));
    }

    /// <summary>The same for one damage that was found.</summary>
    public static void IsSurvived(string format, string text, (int At, byte Value)[] damage, int length) =>
        Read(format, [FeedFile.OfBytes("damaged", Damaged(Encoding.UTF8.GetBytes(text), damage, length))]);

    private static ReadOnlyMemory<byte> Damaged(byte[] whole, (int At, byte Value)[] damage, int length)
    {
        var bytes = whole.ToArray();
        foreach (var (at, value) in damage) bytes[at] = value;
        return bytes.AsMemory(0, length);
    }

    private static void Read(string format, List<FeedFile> files)
    {
        var problems = new List<ReadProblem>();
        var events = FeedFormats.Shipped.Find(format)!.Open().Read(files, problems.Add).ToList();
        EventRules.AreKept(events);
        Assert.All(problems, static problem => Assert.NotEmpty(problem.Text));
    }
}
