using Fanout.Protocol.Messages;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.States;

/// <summary>What the algebra, the hash and the views read off the messages must be there to be read.</summary>
public sealed class MirrorTests
{
    private const int LaterFieldNumber = 500;

    private static readonly (MessageDescriptor State, MessageDescriptor Delta)[] Pairs =
    [
        (MatchState.Descriptor, MatchDelta.Descriptor), (ScoreState.Descriptor, ScoreDelta.Descriptor),
        (BoardState.Descriptor, BoardDelta.Descriptor), (Headline.Descriptor, HeadlineDelta.Descriptor),
    ];

    /// <summary>What minor 1 added.</summary>
    private static readonly string[] Later =
        ["ScoreState.cricket", "ScoreDelta.cricket", "Headline.cricket", "HeadlineDelta.cricket"];

    [Fact]
    public void Every_delta_mirrors_its_state_in_names_numbers_and_types()
    {
        var seen = new HashSet<string>();
        foreach (var (state, delta) in Pairs) AssertMirrors(state, delta, seen);
        // Every message of a change was met on the way, so none is left that mirrors nothing.
        var names = DeltaReflection.Descriptor.MessageTypes.Select(type => type.Name);
        Assert.Equal([], names.Where(name => name.EndsWith("Change", StringComparison.Ordinal)).Except(seen));
    }

    [Fact]
    public void A_view_has_the_names_numbers_and_types_of_the_match()
    {
        foreach (var (view, source) in new[]
        {
            (ScoreState.Descriptor, MatchState.Descriptor), (ScoreDelta.Descriptor, MatchDelta.Descriptor),
            (Headline.Descriptor, MatchState.Descriptor), (HeadlineDelta.Descriptor, MatchDelta.Descriptor),
        })
        {
            foreach (var field in view.Fields.InFieldNumberOrder().Where(field => field.Name != "last_incident"))
            {
                var original = field.FieldNumber < LaterFieldNumber
                    ? source.FindFieldByNumber(field.FieldNumber)
                    : source.FindFieldByName(field.Name); // what a view got later has a number of its own
                Assert.NotNull(original);
                Assert.Equal((original.Name, TypeOf(original), original.IsRepeated),
                    (field.Name, TypeOf(field), field.IsRepeated));
            }
            Assert.Null(source.FindFieldByNumber(40)); // last_incident is the view's own
        }
    }

    [Fact]
    public void No_message_has_a_map_a_64_bit_integer_or_bytes_and_only_views_have_later_fields()
    {
        FileDescriptor[] files =
        [
            MatchReflection.Descriptor, DeltaReflection.Descriptor, ViewsReflection.Descriptor,
            FramesReflection.Descriptor, CanonicalReflection.Descriptor, HttpReflection.Descriptor,
            LogReflection.Descriptor, VocabularyReflection.Descriptor,
        ];
        FieldType[] allowed =
        [
            FieldType.Bool, FieldType.Int32, FieldType.UInt32, FieldType.Fixed32, FieldType.Double, FieldType.String,
            FieldType.Enum, FieldType.Message,
        ];
        foreach (var field in files.SelectMany(file => file.MessageTypes)
            .SelectMany(type => type.Fields.InFieldNumberOrder()))
        {
            Assert.True(
                field.FieldNumber < LaterFieldNumber || Later.Contains(field.FullName["fanout.v1.".Length..]), field.FullName);
            Assert.False(field.IsMap, field.FullName);
            Assert.True(allowed.Contains(field.FieldType), $"{field.FullName}: {field.FieldType}");
        }
    }

    [Fact]
    public void Every_zero_of_an_enum_is_UNSPECIFIED()
    {
        var enums =
            VocabularyReflection.Descriptor.MessageTypes.Concat(FramesReflection.Descriptor.MessageTypes)
                .SelectMany(type => type.EnumTypes);
        Assert.All(enums, type => Assert.Equal("UNSPECIFIED", type.FindValueByNumber(0).Name));
    }

    private static void AssertMirrors(MessageDescriptor state, MessageDescriptor delta, HashSet<string> seen)
    {
        seen.Add(delta.Name);
        var own = delta.Fields.InFieldNumberOrder().Where(field => field.Name != "cleared").ToList();
        Assert.Equal(state.Fields.InFieldNumberOrder().Select(Key), own.Select(Key));
        foreach (var change in own)
        {
            var field = state.FindFieldByNumber(change.FieldNumber);
            Assert.True(change.HasPresence, $"{change.FullName} cannot be absent");
            AssertFieldMirrors(field, change, seen);
        }
        if (state.Fields.InFieldNumberOrder().Any(field => field.HasPresence && !field.IsRepeated))
            Assert.NotNull(delta.FindFieldByName("cleared"));
    }

    private static void AssertFieldMirrors(FieldDescriptor field, FieldDescriptor change, HashSet<string> seen)
    {
        if (!field.IsRepeated)
        {
            if (TypeOf(field) == TypeOf(change)) return;
            Assert.Equal($"{field.MessageType.Name}Change", change.MessageType.Name);
            AssertMirrors(field.MessageType, change.MessageType, seen);
            return;
        }
        var items = change.MessageType.FindFieldByName("items") ?? change.MessageType.FindFieldByName("upsert");
        Assert.True(items.IsRepeated);
        Assert.Equal(TypeOf(field), TypeOf(items));
        if (items.Name == "upsert")
            Assert.Equal(FieldType.String, field.MessageType.FindFieldByNumber(1).FieldType); // the key
    }

    private static (int, string) Key(FieldDescriptor field) => (field.FieldNumber, field.Name);

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        _ => field.FieldType.ToString(),
    };
}
