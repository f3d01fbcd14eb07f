using System.Globalization;
using System.Text;

namespace Fanout.Perf.Driving;

/// <summary>
/// A measured process does what standard input says, one command a line, like the floor (perf/floor/floor.c).
/// </summary>
/// <remarks><code>
/// begin               forgets all counts; says "begun"
/// publish RATE SECS   publishes RATE events a second on a fixed schedule; says "published" and a line of JSON
/// end                 says what was counted since begin, as a line of JSON
/// collect             collects all garbage; says "collected" and a line of JSON
/// quit                ends; so does the end of the input
/// </code></remarks>
public sealed class CommandLoop(IEventSource source)
{
    private ProcessCounts _begun = ProcessCounts.Now();

    /// <summary>Says that the process is ready, and obeys until it is told to quit.</summary>
    public void Run()
    {
        Say("ready");
        while (Console.In.ReadLine() is { } line && line != "quit")
            Obey(line.Split(' '));
    }

    private void Obey(string[] words)
    {
        switch (words)
        {
            case ["begin"]:
                source.Begin();
                _begun = ProcessCounts.Now();
                Say("begun");
                break;
            case ["publish", var rate, var seconds]:
                Publish(Number(rate), Number(seconds));
                break;
            case ["end"]:
                var counts = ProcessCounts.Now().Since(_begun);
                Say(Json(counts.Concat(source.Counted())));
                break;
            case ["collect"]:
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Say("collected " + Json([new("heapBytes", GC.GetTotalMemory(forceFullCollection: true))]));
                break;
            default:
                Console.Error.WriteLine($"no such command: {string.Join(' ', words)}");
                break;
        }
    }

    private void Publish(double rate, double seconds)
    {
        var total = (long)Math.Round(rate * seconds);
        var startUs = UnixClock.NowUs;
        var lastUs = startUs;
        for (var done = 0L; done < total;)
        {
            var nowUs = UnixClock.NowUs;
            for (; done < total && DueUs(done) <= nowUs; done++)
                source.Publish(lastUs = DueUs(done));
            source.Flush();
            if (done < total)
                UnixClock.Sleep(DueUs(done) - UnixClock.NowUs);
        }
        Say("published " + Json([new("events", total), new("lastUs", lastUs)]));

        long DueUs(long index) => startUs + (long)(index * 1e6 / rate);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Json(IEnumerable<KeyValuePair<string, double>> members) => new StringBuilder("{")
        .AppendJoin(',', members.Select(member =>
            // R: a time in microseconds has sixteen digits, other formats cut it to fifteen.
            string.Create(CultureInfo.InvariantCulture, $"\"{member.Key}\":{member.Value:R}")))
        .Append('}')
        .ToString();

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
