using CsCheck;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using SportNames = Fanout.Protocol.Matches.Sports;

namespace Fanout.Protocol.Tests.States;

/// <summary>Generates states, states that came from them, and deltas that fit them.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal sealed class StateGen<TState, TDelta>(Func<FieldDescriptor, bool>? includes = null)
    where TState : class, IMessage<TState>, IDeepCloneable<TState>, new()
    where TDelta : class, IMessage<TDelta>, IDeepCloneable<TDelta>, new()
{
    /// <summary>A state message in canonical order.</summary>
    public Gen<TState> States { get; } = MessageGen.Of<TState>(includes).Select(Canonical);

    /// <summary>Any delta, also one that no diff would make.</summary>
    public Gen<TDelta> Deltas { get; } = MessageGen.Of<TDelta>();

    /// <summary>A state, and <paramref name="count"/> more, each a few changes after the one before.</summary>
    public Gen<TState[]> Walks(int count)
    {
        var mutation = MutationGen.Of(new TState().Descriptor, includes);
        return Gen.Select(States, mutation.Array[count], static (first, mutations) =>
        {
            var walk = new List<TState> { first };
            foreach (var mutate in mutations)
            {
                var next = walk[^1].Clone();
                mutate(next);
                walk.Add(Canonical(next));
            }
            return walk.ToArray();
        });
    }

    public static State<TState, TDelta> From(TState message) => State<TState, TDelta>.From(message.Clone());

    private static TState Canonical(TState message) => State<TState, TDelta>.From(message).ToMessage().Clone();
}

internal static class SportGen
{
    public static TheoryData<string> Names => [.. SportNames.All.Select(sport => sport.Id)];

    /// <summary>Matches of one sport: of the sports' own parts, only this one's is ever set.</summary>
    public static StateGen<MatchState, MatchDelta> Matches(string sport) =>
        new(field => field.Name == sport || SportNames.All.All(other => other.Id != field.Name));
}
