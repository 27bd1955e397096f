using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paceline.Contracts;
using Paceline.Web.Connection;

namespace Paceline.Tests.Web;

/// <summary>What is read member by member is what the contract's serializer reads; a member that somebody adds to the contract and not to the
/// reader fails here.</summary>
public sealed class SnapshotsTests
{
    [Fact]
    public void Every_member_is_read_as_the_serializer_reads_it()
    {
        Same(Snapshots.OfAgent);
        Same(Snapshots.OfMessages);
        Same(Snapshots.OfCampaigns);
        Same(Snapshots.OfCallbacks);
        Same(Snapshots.OfUser);
    }

    [Fact]
    public void What_is_no_such_body_is_null_and_no_error()
    {
        var whole = Text(Full(typeof(AgentSnapshot), flags: true));
        Snapshots.OfAgent(whole).ShouldNotBeNull();
        string[] bodies =
        [
            "", "<html>", "null", "[]", "7", "{}", whole[..^1],
            whole.Replace("\"state\":\"", "\"state\":\"Un", StringComparison.Ordinal),
            whole.Replace("\"leg\":\"", "\"was\":\"", StringComparison.Ordinal),
            whole.Replace("\"number\":", "\"number\":\"x\",\"was\":", StringComparison.Ordinal),
            whole.Replace("\"since\":\"", "\"since\":\"x", StringComparison.Ordinal),
            whole.Replace("\"outcomes\":[", "\"outcomes\":7,\"was\":[", StringComparison.Ordinal),
        ];
        foreach (var body in bodies)
        {
            Snapshots.OfAgent(body).ShouldBeNull(body);
        }
    }

    private static void Same<T>(Func<string, T?> read)
        where T : class
    {
        foreach (var flags in (bool[])[true, false])
        {
            JsonObject Fresh() => JsonNode.Parse(Text(Full(typeof(T), flags)))!.AsObject();
            List<(string What, JsonObject Body)> bodies =
            [
                ("whole", Fresh()),
                ("what a newer server adds", Changed(Fresh(), typeof(T), static (of, _, _) => of["addedLater"] = new JsonArray(7))),
                ("null where that is allowed", Changed(Fresh(), typeof(T), static (of, name, member) =>
                {
                    if (member.MayBeNull)
                    {
                        of[name] = null;
                    }
                })),
                ("empty lists", Changed(Fresh(), typeof(T), static (of, name, _) =>
                {
                    if (of[name] is JsonArray)
                    {
                        of[name] = new JsonArray();
                    }
                })),
            ];
            foreach (var (what, body) in bodies)
            {
                var json = body.ToJsonString();
                var (ours, theirs) = (read(json).ShouldNotBeNull(what), ApiClient.Parse<T>(json).ShouldNotBeNull(what));
                Text(ours).ShouldBe(Text(theirs), what);
            }

            Text(read(Fresh().ToJsonString())!).ShouldBe(Text(Full(typeof(T), flags)), "nothing was lost both ways");

            // The serializer gives members of an initializer that are left out no value at all; here they have the contract's.
            var bare = Text(Full(typeof(T), flags, whole: false));
            var cut = Changed(JsonNode.Parse(bare)!.AsObject(), typeof(T), static (of, name, member) =>
            {
                if (member.MayBeLeftOut)
                {
                    of.Remove(name);
                }
            });
            Text(read(cut.ToJsonString()).ShouldNotBeNull()).ShouldBe(bare, "what was left out has the contract's default");
        }
    }

    private static string Text(object value) => JsonSerializer.Serialize(value, ContractsJson.Default.Options.GetTypeInfo(value.GetType()));

    private sealed record Member(bool MayBeLeftOut, bool MayBeNull);

    /// <summary>Goes through the members of a record and of all records in it, innermost first.</summary>
    private static JsonObject Changed(JsonObject body, Type type, Action<JsonObject, string, Member> change)
    {
        NullabilityInfoContext nullability = new();
        var parameters = Constructor(type).GetParameters();
        foreach (var property in Properties(type))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var inner = ElementOf(property.PropertyType) ?? property.PropertyType;
            foreach (var part in body[name] is JsonArray list ? [.. list.OfType<JsonObject>()] : body[name] is JsonObject one ? (JsonObject[])[one] : [])
            {
                Changed(part, inner, change);
            }

            var parameter = parameters.FirstOrDefault(p => p.Name == property.Name);
            change(body, name, new(
                parameter is null or { HasDefaultValue: true },
                nullability.Create(property).WriteState == NullabilityState.Nullable));
        }

        return body;
    }

    /// <summary>A value in which no member has what it would have without being read; not whole: all that may be left out has its default.</summary>
    private static object Full(Type type, bool flags, bool whole = true)
    {
        var count = 1;
        return Of(type);

        object Of(Type type) => true switch
        {
            _ when Nullable.GetUnderlyingType(type) is { } some => Of(some),
            _ when type == typeof(string) => $"text {count++}",
            _ when type == typeof(bool) => flags,
            _ when type == typeof(int) => count++,
            _ when type == typeof(long) => 5_000_000_000L + count++,
            _ when type == typeof(double) => count++ + 0.5,
            _ when type == typeof(Guid) => new Guid(count++, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            _ when type == typeof(DateTimeOffset) => DeskRig.Noon.AddMinutes(count++).AddTicks(1234567),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
            _ when ElementOf(type) is { } element => List(element),
            _ => Record(type),
        };

        Array List(Type element)
        {
            var list = Array.CreateInstance(element, 2);
            list.SetValue(Of(element), 0);
            list.SetValue(Of(element), 1);
            return list;
        }

        object Record(Type type)
        {
            var constructor = Constructor(type);
            var value = constructor.Invoke([.. constructor.GetParameters().Select(p => whole || !p.HasDefaultValue ? Of(p.ParameterType) : Default(p))]);
            foreach (var property in Properties(type).Where(p => whole && constructor.GetParameters().All(q => q.Name != p.Name)))
            {
                property.SetValue(value, Of(property.PropertyType));
            }

            return value;
        }
    }

    private static object? Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, parameter.DefaultValue!) : parameter.DefaultValue;

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static ConstructorInfo Constructor(Type type) => type.GetConstructors().MaxBy(static c => c.GetParameters().Length)!;

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite);
}
