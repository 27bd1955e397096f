using Paceline.Demo.People;
using PhoneNumbers;

namespace Paceline.Tests.Demo;

public sealed class InventedPeopleTests
{
    private static readonly TimeOnly _from = new(8, 0);
    private static readonly TimeOnly _until = new(21, 0);

    [Fact]
    public void Every_number_is_fiction_and_valid_and_in_its_zone()
    {
        var numbers = PhoneNumberUtil.GetInstance();
        var zones = PhoneNumberToTimeZonesMapper.GetInstance();
        foreach (var range in FictionRange.All)
        {
            // Every number of a small range, every seventh of a large one.
            for (var i = 0; i < range.Count; i += range.Count > 2000 ? 7 : 1)
            {
                var (number, _, zone) = range.At(i);
                var parsed = numbers.Parse(number, null);
                numbers.IsValidNumber(parsed).ShouldBeTrue(number);
                zones.GetTimeZonesForNumber(parsed).ShouldBe([zone], number);
                FictionRange.Contains(number).ShouldBeTrue(number);
            }
        }
    }

    [Theory]
    [InlineData("+12125551212")]
    [InlineData("+442079461000")]
    [InlineData("+61262701234")]
    [InlineData("+4930123456")]
    public void A_number_that_may_belong_to_somebody_is_no_fiction(string number) => FictionRange.Contains(number).ShouldBeFalse();

    [Fact]
    public void Numbers_of_a_range_come_once_each_before_they_begin_again()
    {
        foreach (var range in FictionRange.All)
        {
            Enumerable.Range(0, range.Count).Select(i => range.At(i).Number).Distinct(StringComparer.Ordinal).Count().ShouldBe(range.Count);
            range.At(range.Count).ShouldBe(range.At(0));
        }
    }

    [Fact]
    public void Some_zone_is_open_at_every_hour_of_every_day_of_a_year()
    {
        var hour = new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero);
        for (var i = 0; i < 365 * 24; i++)
        {
            InventedPeople.OpenAt(hour.AddHours(i), _from, _until).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_list_and_another_seed_another()
    {
        var (list, _) = new InventedPeople(7).List(ListPosition.Start, 50, FictionRange.All);

        new InventedPeople(7).List(ListPosition.Start, 50, FictionRange.All).Csv.ShouldBe(list);
        (new InventedPeople(8).List(ListPosition.Start, 50, FictionRange.All).Csv == list).ShouldBeFalse();
    }

    [Fact]
    public void A_list_goes_on_where_the_last_one_ended_and_marks_those_who_come_again()
    {
        InventedPeople people = new(1);
        var uk = FictionRange.All.Single(static r => r.Name == "UK");
        var (first, position) = people.List(ListPosition.Start, 400, [uk]);
        var (second, after) = people.List(ListPosition.Parse(position.ToString()), 700, [uk]);

        first.ShouldNotContain("yes");
        var fresh = second.Split('\n').Where(static row => !row.EndsWith("yes", StringComparison.Ordinal));
        Numbers(first.Split('\n')).Intersect(Numbers(fresh), StringComparer.Ordinal).ShouldBeEmpty();
        after.Of(uk).ShouldBeGreaterThan(uk.Count);
        second.Split('\n').Count(static row => row.EndsWith("yes", StringComparison.Ordinal)).ShouldBeGreaterThan(0);

        static IEnumerable<string> Numbers(IEnumerable<string> rows) => rows
            .SelectMany(static row => row.Split(',')).Where(static cell => cell.StartsWith('+'));
    }

    [Fact]
    public void Some_people_have_two_numbers()
    {
        var (list, _) = new InventedPeople(1).List(ListPosition.Start, 200, FictionRange.All);

        list.Split('\n').Count(static row => row.Split(',') is [_, ['+', ..], ['+', ..], ..]).ShouldBeInRange(10, 80);
    }
}
