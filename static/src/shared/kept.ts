/** What has been made of an object, kept as long as the object is: the same is given each time it is asked for. */
export class Kept<Owner extends object, Key, Value> {
  private readonly owners = new WeakMap<Owner, Map<Key, Value>>();

  of(owner: Owner, key: Key, make: () => Value): Value {
    const values = this.owners.get(owner) ?? new Map<Key, Value>();
    this.owners.set(owner, values);
    const value = values.get(key) ?? make();
    values.set(key, value);
    return value;
  }
}
