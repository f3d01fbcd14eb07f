using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>One adapter that is given documents one after the other, as a poller does, and the match that comes of it.</summary>
internal sealed class Polled(string format)
{
    private readonly IAdapter _adapter = FeedFormats.Shipped.Find(format)!.Open();

    public Normalised States { get; } = new();

    public List<ReadProblem> Problems { get; } = [];

    /// <summary>Gives what one answer to a poll holds; returns the events that it led to.</summary>
    public List<ScoreEvent> Give(params string[] texts) => Give("answer", texts);

    /// <param name="name">Name of the first file; others are numbered.</param>
    public List<ScoreEvent> Give(string name, string[] texts)
    {
        var files = texts.Select((text, index) => FeedFile.OfBytes(index == 0 ? name : $"{name}{index}", Encoding.UTF8.GetBytes(text))).ToList();
        var events = _adapter.Read(files, Problems.Add).ToList();
        States.Add(events);
        return events;
    }
}
