using System.Globalization;
using System.Text;

namespace Fanout.Perf.Driving;

/// <summary>
/// A measured process does what standard input says, one command a line, like the floor (perf/floor/floor.c).
/// </summary>
/// <remarks><code>
/// prepare RATE SECS LEAD   makes the events that publish RATE SECS then publishes, from LEAD seconds after the answer
///                          on; says "prepared" and, in a line of JSON, when that is
/// begin                    forgets all counts; says "begun"
/// publish RATE SECS        publishes RATE events a second on a fixed schedule; says "published" and a line of JSON
/// end                      says what was counted since begin, as a line of JSON
/// collect                  collects all garbage; says "collected" and a line of JSON
/// quit                     ends; so does the end of the input
/// </code>
/// What was not prepared is made by publish itself, before the first event is due.
/// </remarks>
public sealed class CommandLoop(IEventSource source)
{
    private readonly Preparation _preparation = new(source);
    private Schedule? _prepared;
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
            case ["prepare", var rate, var seconds, var lead]:
                Prepare(Number(rate), Number(seconds), Number(lead));
                break;
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

    private void Prepare(double rate, double seconds, double lead)
    {
        var schedule = _preparation.MakeAhead(rate, Count(rate, seconds), (long)(lead * 1e6));
        _prepared = schedule;
        Say("prepared " + Json([new("startUs", schedule.StartUs)]));
    }

    private void Publish(double rate, double seconds)
    {
        var count = Count(rate, seconds);
        var schedule = _prepared is { } prepared && prepared.Rate == rate && prepared.Count == count
            ? prepared
            : _preparation.Make(rate, count);
        _prepared = null;
        UnixClock.Sleep(schedule.StartUs - UnixClock.NowUs);
        var lastUs = schedule.StartUs;
        for (var done = 0L; done < count;)
        {
            var nowUs = UnixClock.NowUs;
            for (; done < count && schedule.DueUs(done) <= nowUs; done++)
                source.Publish(lastUs = schedule.DueUs(done));
            source.Flush();
            if (done < count)
                UnixClock.Sleep(schedule.DueUs(done) - UnixClock.NowUs);
        }
        Say("published " + Json([new("events", count), new("lastUs", lastUs)]));
    }

    private static long Count(double rate, double seconds) => (long)Math.Round(rate * seconds);

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
